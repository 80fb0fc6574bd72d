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
      h('main', { id: 'main', tabIndex: -1, 'aria-label': app.page.title }, page),
    ]),
    app.notices.view(),
    drawerView(app),
  ];
}

/**
 * Moves to the top of a page that was just opened. The focus goes there too, so that a screen
 * reader reads the title of the page and the next Tab is within it.
 * @param {HTMLElement} root
 */
export function enterMain(root) {
  const main = root.querySelector('main');
  main?.scrollTo(0, 0);
  // The page renders in the next frame.
  requestAnimationFrame(() => main?.focus({ preventScroll: true }));
}
