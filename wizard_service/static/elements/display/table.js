/** Renders a table with one heading for each column. */

import { h } from '../vdom.js';

/** @import { VNode } from '../vdom.js' */

/** @param {string[]} columns @param {VNode[]} rows */
export function table(columns, rows) {
  const headings = columns.map((name) => h('th', { scope: 'col' }, name));
  return h('table', h('thead', h('tr', headings)), h('tbody', rows));
}
