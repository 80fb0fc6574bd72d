/** Renders placeholders for content that is loading, and for content that is not there. */

import { h } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';
import { pathTo } from '../router.js';

/** @import { PageName } from '../router.js' */

export function loadingView() {
  const skeleton = h('div.skeleton.loading');
  const props = { 'aria-busy': true, 'aria-label': texts.common.loading };
  return h('section.panel.empty', props, skeleton, skeleton, h('p', texts.common.loading));
}

/**
 * @param {string} title
 * @param {string} reason
 * @param {{ name: PageName, label: string }} link where the user may look instead
 */
export function absentView(title, reason, link) {
  const all = h('a.button', { href: pathTo(link.name) }, link.label);
  return h('div.page', h('section.panel.empty', h('h1', title), h('p', reason), all));
}
