/** Renders the filters above the history. */

import { sheet } from '../display/base-style.js';
import { humanize, statusLabel } from '../display/format.js';
import { icon } from '../display/icons.js';
import { fromWallClock, wallClock } from '../display/time.js';
import { h } from '../vdom.js';
import { COLUMNS } from './table.js';

/**
 * @import { HistoryQuery } from '../history.js'
 *
 * @typedef {object} FilterActions
 * @property {boolean} isOpen whether a narrow page shows more than the search
 * @property {(members: HistoryQuery) => void} change called with the members that change
 * @property {() => void} toggle opens or closes the filters on a narrow page
 */

const STATUSES = ['IN_PROGRESS', 'COMPLETED', 'ERROR', 'CANCELLED'];
const RISKS = ['low', 'medium', 'high', 'critical'];
const ORDERS = [
  ['-updated_at', 'Last changed'],
  ['-created_at', 'Newest'],
  ['created_at', 'Oldest'],
  ['-risk_score', 'Highest risk'],
  ['name', 'Name'],
];
const SCOPES = [
  ['false', 'Current', 'list'],
  ['true', 'Archive', 'archive'],
];
const FOLDED = ['status', 'risk_level', 'entity_type', 'from', 'to'];

export const filterStyle = sheet(`
.filters { display: grid; gap: var(--wz-2); align-items: end;
  grid-template-columns: minmax(120px, 2fr) repeat(3, minmax(88px, 1fr))
    repeat(2, minmax(136px, 1fr)) minmax(140px, 1fr) auto; }
.filters .toggle { display: none; }
.filters [aria-expanded="true"] svg { transform: rotate(180deg); }
.filters input[type="date"] { padding-right: 4px; }
.where { display: flex; }
.where button + button { margin-left: -1px; border-radius: 0 var(--wz-radius) var(--wz-radius) 0; }
.where button:first-child { border-radius: var(--wz-radius) 0 0 var(--wz-radius); }
.where button[aria-pressed="true"] { z-index: 1; }
@media (max-width: 1180px) { .filters { grid-template-columns: repeat(4, minmax(0, 1fr)); } }
@media (max-width: 720px) {
  .filters { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .filters .q, .where { grid-column: 1 / -1; }
  .where button { flex: 1; }
  .filters:not(.open) { grid-template-columns: minmax(0, 1fr) auto; }
  .filters:not(.open) .q { grid-column: 1; }
  .filters .toggle { display: inline-flex; }
  .filters.open .q { grid-column: 1; }
  .filters:not(.open) > :not(.q, .toggle, .where) { display: none; }
}
`);

/** @param {HistoryQuery} query @param {FilterActions} actions */
export function historyFilters(query, { isOpen, change, toggle }) {
  const props = {
    class: isOpen ? 'open' : '',
    role: 'search',
    'aria-label': 'History',
    onsubmit: (/** @type {Event} */ event) => event.preventDefault(),
  };
  const any = /** @type {string[][]} */ ([['', 'Any']]);
  const statuses = STATUSES.map((status) => [status, statusLabel(status)]);
  const risks = RISKS.map((risk) => [risk, humanize(risk)]);
  return h('form.filters', props, [
    search(query, change),
    toggleButton(query, isOpen, toggle),
    select('status', 'Status', [...any, ...statuses], query, change),
    select('risk_level', 'Risk', [...any, ...risks], query, change),
    entityType(query, change),
    day('from', 'From', 'T00:00:00', query, change),
    day('to', 'To', 'T23:59:59.999', query, change),
    select('sort', 'Order', orders(query), query, change),
    scope(query, change),
  ]);
}

/** @param {HistoryQuery} query @param {FilterActions['change']} change */
function search(query, change) {
  const input = h('input', {
    id: 'q',
    type: 'search',
    placeholder: 'Name or id',
    value: query.q ?? '',
    oninput: (event) => change({ q: event.target.value || undefined }),
  });
  return h('div.q', h('label', { for: 'q' }, 'Search'), input);
}

/** @param {HistoryQuery} query @param {boolean} isOpen @param {() => void} toggle */
function toggleButton(query, isOpen, toggle) {
  const count = FOLDED.filter((name) => query[name]).length;
  const props = { type: 'button', 'aria-expanded': isOpen, onclick: toggle };
  return h('button.toggle', props, count ? `Filters, ${count} set` : 'Filters', icon('down'));
}

/**
 * @param {string} name
 * @param {string} label
 * @param {string[][]} options
 * @param {HistoryQuery} query
 * @param {FilterActions['change']} change
 */
function select(name, label, options, query, change) {
  const set = (/** @type {any} */ event) => change({ [name]: event.target.value || undefined });
  const props = { id: name, value: query[name] ?? '', onchange: set };
  const children = options.map(([value, text]) => h('option', { value }, text));
  return h('div', h('label', { for: name }, label), h('select', props, children));
}

/** @param {HistoryQuery} query @param {FilterActions['change']} change */
function entityType(query, change) {
  const input = h('input', {
    id: 'entity_type',
    value: query.entity_type ?? '',
    placeholder: 'Any',
    onchange: (event) => change({ entity_type: event.target.value.trim() || undefined }),
  });
  return h('div', h('label', { for: 'entity_type' }, 'Entity type'), input);
}

/** Lists the orders, with that of a heading that the user has clicked. @param {HistoryQuery} query */
function orders({ sort = '' }) {
  if (ORDERS.some(([value]) => value === sort)) return ORDERS;
  const [label] = COLUMNS.find(([, column]) => column === sort.replace('-', '')) ?? [sort];
  return [...ORDERS, [sort, `${label}, ${sort.startsWith('-') ? 'descending' : 'ascending'}`]];
}

/**
 * @param {string} name
 * @param {string} label
 * @param {string} time of that day, in the zone of the page
 * @param {HistoryQuery} query
 * @param {FilterActions['change']} change
 */
function day(name, label, time, query, change) {
  const set = (/** @type {any} */ event) => {
    const ms = fromWallClock(event.target.value + time);
    change({ [name]: Number.isNaN(ms) ? undefined : new Date(ms).toISOString() });
  };
  const ms = Date.parse(query[name] ?? '');
  const value = Number.isNaN(ms) ? '' : wallClock(ms).slice(0, 10);
  const input = h('input', { id: name, type: 'date', value, onchange: set });
  return h('div', h('label', { for: name }, label), input);
}

/** @param {HistoryQuery} query @param {FilterActions['change']} change */
function scope(query, change) {
  const buttons = SCOPES.map(([archived, text, iconName]) => {
    const isPressed = (query.archived ?? 'false') === archived;
    const props = {
      type: 'button',
      'aria-pressed': isPressed,
      onclick: () => change({ archived }),
    };
    return h('button', props, icon(iconName), text);
  });
  return h('div.where', { role: 'group', 'aria-label': 'Where' }, buttons);
}
