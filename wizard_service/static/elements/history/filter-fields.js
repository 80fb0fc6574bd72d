/** Renders the fields of which the filters of the history are made. */

import { texts } from '../../texts/elements.js';
import { withCalendar } from '../display/calendar.js';
import { fromWallClock, wallClock } from '../display/time.js';
import { h } from '../vdom.js';

/**
 * @import { HistoryQuery } from '../history.js'
 */

/** @param {HistoryQuery} query @param {(members: HistoryQuery) => void} change */
export function search(query, change) {
  const input = h('input', {
    id: 'q',
    type: 'search',
    placeholder: texts.history.nameOrId,
    value: query.q ?? '',
    oninput: (event) => change({ q: event.target.value || undefined }),
  });
  return h('div.q', h('label', { for: 'q' }, texts.history.search), input);
}

/**
 * @param {string} name
 * @param {string} label
 * @param {string[][]} options
 * @param {HistoryQuery} query
 * @param {(members: HistoryQuery) => void} change
 */
export function select(name, label, options, query, change) {
  const set = (/** @type {any} */ event) => change({ [name]: event.target.value || undefined });
  const props = { id: name, value: query[name] ?? '', onchange: set };
  const children = options.map(([value, text]) => h('option', { value }, text));
  return h('div', h('label', { for: name }, label), h('select', props, children));
}

/** @param {HistoryQuery} query @param {(members: HistoryQuery) => void} change */
export function entityType(query, change) {
  const input = h('input', {
    id: 'entity_type',
    value: query.entity_type ?? '',
    placeholder: texts.history.anyType,
    onchange: (event) => change({ entity_type: event.target.value.trim() || undefined }),
  });
  return h('div', h('label', { for: 'entity_type' }, texts.history.entityType), input);
}

/**
 * @param {string} name
 * @param {string} label
 * @param {string} time of that day, in the zone of the page
 * @param {HistoryQuery} query
 * @param {(members: HistoryQuery) => void} change
 */
export function day(name, label, time, query, change) {
  const set = (/** @type {string} */ text) => {
    const ms = fromWallClock(text + time);
    change({ [name]: Number.isNaN(ms) ? undefined : new Date(ms).toISOString() });
  };
  const ms = Date.parse(query[name] ?? '');
  const value = Number.isNaN(ms) ? '' : wallClock(ms).slice(0, 10);
  const input = h('input', {
    id: name,
    value,
    placeholder: texts.format.dayFormat,
    title: texts.format.dayFormat,
    pattern: '\\d{4}-\\d\\d-\\d\\d',
    onchange: ({ target }) => target.reportValidity() && set(target.value),
  });
  return h('div', h('label', { for: name }, label), withCalendar(input, label, value, set));
}
