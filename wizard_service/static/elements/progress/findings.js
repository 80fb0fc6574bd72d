/** Renders the findings that were reported so far. */

import { findingList } from '../results/findings.js';
import { h } from '../vdom.js';

/** @import { Finding } from '../../client/types/state.js' */

/** @param {Finding[]} findings */
export function findingPanel(findings) {
  if (!findings.length) return null;
  return h('section.panel', { 'aria-label': 'Findings so far' }, [
    h('header', h('h3.grow', 'Findings so far'), h('span.muted.small.number', findings.length)),
    findingList(findings),
  ]);
}
