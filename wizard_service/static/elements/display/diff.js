/** Renders the difference of two documents leaf by leaf. */

import { isObject } from '../../client/merge-patch.js';
import { texts } from '../../texts/elements.js';
import { h } from '../vdom.js';
import { humanize, inlineValue } from './format.js';

/**
 * Lists the leaves of a merge patch as [path, value]; a list is one leaf, as in RFC 7396.
 * @param {unknown} patch
 * @param {string[]} path
 * @returns {[string, unknown][]}
 */
export function leaves(patch, path = []) {
  const members = isObject(patch) ? Object.entries(patch) : [];
  if (members.length) return members.flatMap(([name, value]) => leaves(value, [...path, name]));
  return path.length ? [[path.join('.'), patch]] : [];
}

/**
 * Returns the value at a path such as `settings.name`, undefined where there is none.
 * @param {unknown} document
 * @param {string} path
 */
export function valueAt(document, path) {
  return path
    .split('.')
    .reduce(
      (/** @type {unknown} */ value, name) => (isObject(value) ? value[name] : undefined),
      document,
    );
}

/** Turns `settings.time_range.end` into "Settings, time range, end". @param {string} path */
export function pathLabel(path) {
  return humanize(path.split('.').join(', '));
}

/** Renders a value in a cell, a list with one line for each item. @param {unknown} value */
export function valueView(value) {
  if (value === undefined || value === null) return h('span.muted', texts.format.none);
  if (!Array.isArray(value)) return h('span', inlineValue(value));
  if (!value.length) return h('span.muted', texts.changes.empty);
  const items = value.map((item) => h('li', itemText(item)));
  return h('ul.items', items);
}

/**
 * Renders one side of a change; of a list, the items that the other side does not have, and how many
 * it has as well.
 * @param {unknown} value
 * @param {unknown} other
 */
export function changedView(value, other) {
  if (!Array.isArray(value) || !Array.isArray(other)) return valueView(value);
  const others = other.map((item) => JSON.stringify(item));
  const changed = value.filter((item) => !others.includes(JSON.stringify(item)));
  const count = value.length - changed.length;
  if (!count) return valueView(value);
  const items = changed.map((item) => h('li', itemText(item)));
  return h('ul.items', items, h('li.muted', texts.changes.unchanged(count)));
}

/** Formats a value as text, a list with one line for each item. @param {unknown} value */
export function plainText(value) {
  return Array.isArray(value) ? value.map(itemText).join('\n') : inlineValue(value);
}

/** @param {unknown} item */
function itemText(item) {
  if (!isObject(item)) return inlineValue(item);
  if ('entity_id' in item) return entityText(item);
  if ('tool_name' in item) return toolText(item);
  return Object.entries(item).map(memberText).join(', ');
}

/** @param {Record<string, any>} entity */
function entityText({ entity_type: type, entity_id: id, name }) {
  return `${type} ${id}${name ? ` (${name})` : ''}`;
}

/** @param {Record<string, any>} tool */
function toolText({ tool_name: name, enabled, parameters }) {
  const details = parameters ? ` ${inlineValue(parameters)}` : '';
  return `${name}${enabled === false ? texts.changes.off : ''}${details}`;
}

/** @param {[string, unknown]} member */
function memberText([name, value]) {
  if (/_name$/.test(name)) return inlineValue(value);
  return `${name.replaceAll('_', ' ')} ${inlineValue(value)}`;
}
