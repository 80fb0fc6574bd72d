/** Renders the frame around every page: top bar, side list, feed drawer and notices. */

import { h } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';
import { drawerView } from './drawer.js';
import { sideList } from './side-list.js';
import { topBar } from './top-bar.js';

/**
 * @import { Child, Nested } from '../../elements/vdom.js'
 * @import { App } from '../app.js'
 */

/** @param {App} app @param {Child} page */
export function shellView(app, page) {
  const skip = (/** @type {Event} */ event) => {
    event.preventDefault();
    app.root.querySelector('main')?.focus();
  };
  return [
    h('a.skip.button', { href: '#main', onclick: skip }, texts.shell.skip),
    topBar(app),
    h('div.body', { class: `at-${app.route.name}` }, [
      sideList(app),
      h('main', { id: 'main', tabIndex: -1 }, page),
    ]),
    app.notices.view(),
    drawerView(app),
  ];
}
