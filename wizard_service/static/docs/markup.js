/** Renders text of the documents: code blocks, code in prose, and schemas as tables. */

import { h } from '../elements/vdom.js';
import { resolved, schemaText } from './documents.js';

/**
 * @import { VNode } from '../elements/vdom.js'
 * @import { Call, Components, Schema } from './documents.js'
 */

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

/**
 * Renders a schema: each of its alternatives has a table of its own, which is folded where there are
 * several.
 * @param {Schema} schema
 * @param {Components} components
 * @param {string} caption
 * @returns {VNode | null}
 */
export function schemaTables(schema, components, caption) {
  const choices = resolved(schema, components).oneOf;
  if (!choices) return schemaTable(schema, components, caption);
  const tables = choices.map((/** @type {Schema} */ choice) => {
    const { items, oneOf } = resolved(choice, components);
    if (items) return h('p.note', `A ${schemaText(choice, components)}.`);
    if (oneOf) return schemaTables(choice, components, caption);
    const name = schemaText(choice, components);
    const table = schemaTable(choice, components, `${caption}: ${name}`);
    return h('details', h('summary', h('code', name)), table);
  });
  return h('div', h('p.note', 'One of:'), tables);
}

/** Renders the parameters of a call, null when it has none. @param {Call} call @param {Components} components */
export function parameterTable({ method, path, parameters }, components) {
  if (!parameters.length) return null;
  const rows = parameters.map(({ name, in: place, required, schema = {}, description }) =>
    h('tr', [
      h('th', { scope: 'row' }, h('code', required ? name : `${name}?`)),
      h('td.note', place),
      h('td.type', rangeText(schema, components)),
      h('td.note', prose(description ?? schema.description)),
    ]),
  );
  const label = `Parameters of ${method} ${path}`;
  return [h('h4', 'Parameters'), h('table', { 'aria-label': label }, h('tbody', rows))];
}

/** Describes a type with its range and default. @param {Schema} schema @param {Components} components */
function rangeText(schema, components) {
  const { minimum, maximum, default: initial } = schema;
  const range = [
    minimum !== undefined && `from ${minimum}`,
    maximum !== undefined && `to ${maximum}`,
  ];
  const parts = [
    schemaText(schema, components),
    range.filter(Boolean).join(' '),
    initial !== undefined && `default ${JSON.stringify(initial)}`,
  ];
  return parts.filter(Boolean).join(', ');
}
