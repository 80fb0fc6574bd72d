/** Renders text of the documents: code blocks, code in prose, and schemas as tables. */

import { h } from '../elements/vdom.js';
import { resolved, schemaText } from './documents.js';

/** @import { Components, Schema } from './documents.js' */

/**
 * Renders a block of code that the keyboard can reach, because it may have to be scrolled.
 * @param {unknown} value a text, or a value that is shown as JSON
 * @param {string} label
 */
export function codeBlock(value, label) {
  const text = typeof value === 'string' ? value : json(value);
  return h('pre', { tabIndex: 0, role: 'region', 'aria-label': label }, text);
}

/** Renders a description, in which backquotes mark code. @param {string} [text] */
export function prose(text = '') {
  return text.split(/`([^`]+)`/).map((part, index) => (index % 2 ? h('code', part) : part));
}

/** @param {unknown} value */
export function json(value) {
  return JSON.stringify(value, null, 2);
}

/**
 * Renders the members of an object as a table, null when it has none.
 * @param {Schema} schema
 * @param {Components} components
 * @param {string} caption
 */
export function schemaTable(schema, components, caption) {
  const { properties = {}, required = [] } = resolved(schema, components);
  const rows = Object.entries(properties).map(([name, member]) => {
    const label = required.includes(name) ? name : `${name}?`;
    return h('tr', [
      h('th', { scope: 'row' }, h('code', label)),
      h('td.type', schemaText(member, components)),
      h('td.note', prose(member.description)),
    ]);
  });
  return rows.length ? h('table', { 'aria-label': caption }, h('tbody', rows)) : null;
}
