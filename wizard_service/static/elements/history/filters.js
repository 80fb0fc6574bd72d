/** Renders the filters above the history. */

import { sheet } from '../display/base-style.js';
import { statusLabel } from '../display/format.js';
import { icon } from '../display/icons.js';
import { h } from '../vdom.js';
import { day, entityType, search, select } from './filter-fields.js';
import { PERIODS } from './periods.js';
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
const WAITING = 'waiting';
/** @type {string[][]} the API takes several levels */
const RISKS = [
  ['low', 'Low'],
  ['medium', 'Medium'],
  ['high', 'High'],
  ['critical', 'Critical'],
  ['high,critical', 'High or critical'],
];
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
const FOLDED = ['status', 'waiting', 'risk_level', 'entity_type', 'period', 'from', 'to'];
const BETWEEN = 'between';

export const filterStyle = sheet(`
.filters { display: grid; gap: var(--wz-2); align-items: end;
  grid-template-columns: minmax(120px, 2fr) repeat(4, minmax(104px, 1fr)) minmax(136px, 1fr) auto; }
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
  const changeDay = (/** @type {HistoryQuery} */ members) =>
    change({ period: BETWEEN, ...members });
  return h('form.filters', props, [
    search(query, change),
    toggleButton(query, isOpen, toggle),
    statusFilter(query, change),
    select('risk_level', 'Risk', [...any, ...RISKS], query, change),
    entityType(query, change),
    periodFilter(query, change),
    periodOf(query) === BETWEEN && [
      day('from', 'From', 'T00:00:00', query, changeDay),
      day('to', 'To', 'T23:59:59.999', query, changeDay),
    ],
    select('sort', 'Order', orders(query), query, change),
    scope(query, change),
  ]);
}

/** @param {HistoryQuery} query @param {boolean} isOpen @param {() => void} toggle */
function toggleButton(query, isOpen, toggle) {
  const count = FOLDED.filter((name) => query[name]).length;
  const props = { type: 'button', 'aria-expanded': isOpen, onclick: toggle };
  return h('button.toggle', props, count ? `Filters, ${count} set` : 'Filters', icon('down'));
}

/** @param {HistoryQuery} query @param {FilterActions['change']} change */
function statusFilter(query, change) {
  const statuses = STATUSES.map((status) => [status, statusLabel(status)]);
  const options = [['', 'Any'], ...statuses, [WAITING, 'Waits for a person']];
  const shown = { status: query.waiting === 'true' ? WAITING : query.status };
  return select('status', 'Status', options, shown, ({ status }) => {
    const isWaiting = status === WAITING;
    change(isWaiting ? { status: undefined, waiting: 'true' } : { status, waiting: undefined });
  });
}

/** @param {HistoryQuery} query @param {FilterActions['change']} change */
function periodFilter(query, change) {
  const options = [['', 'At any time'], ...PERIODS, [BETWEEN, 'Between two days']];
  return select('period', 'Created', options, { period: periodOf(query) }, ({ period }) =>
    change({ period, from: undefined, to: undefined }),
  );
}

/** A query with days of its own needs no name for them. @param {HistoryQuery} query */
function periodOf({ period, from, to }) {
  return period ?? (from || to ? BETWEEN : undefined);
}

/** Lists the orders, with that of a heading that the user has clicked. @param {HistoryQuery} query */
function orders({ sort = '' }) {
  if (ORDERS.some(([value]) => value === sort)) return ORDERS;
  const [label] = COLUMNS.find(([, column]) => column === sort.replace('-', '')) ?? [sort];
  return [...ORDERS, [sort, `${label}, ${sort.startsWith('-') ? 'descending' : 'ascending'}`]];
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
