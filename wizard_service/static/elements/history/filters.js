/** Renders the filters above the history. */

import { texts } from '../../texts/elements.js';
import { sheet } from '../display/base-style.js';
import { humanize, statusLabel } from '../display/format.js';
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
const RISKS = ['low', 'medium', 'high', 'critical'];
const ORDERS = /** @type {const} */ ([
  '-updated_at',
  '-created_at',
  'created_at',
  '-risk_score',
  'name',
]);
const SCOPES = /** @type {const} */ ([
  ['false', 'list'],
  ['true', 'archive'],
]);
const FOLDED = ['status', 'waiting', 'risk_level', 'entity_type', 'period', 'from', 'to'];
const BETWEEN = 'between';

export const filterStyle = sheet(`
.filters { display: grid; gap: var(--wz-2); align-items: end;
  grid-template-columns: minmax(120px, 2fr) repeat(4, minmax(104px, 1fr)) minmax(136px, 1fr) auto; }
.filters .toggle { display: none; }
.filters [aria-expanded="true"] svg { transform: rotate(180deg); }
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
    'aria-label': texts.history.title,
    onsubmit: (/** @type {Event} */ event) => event.preventDefault(),
  };
  const changeDay = (/** @type {HistoryQuery} */ members) =>
    change({ period: BETWEEN, ...members });
  return h('form.filters', props, [
    search(query, change),
    toggleButton(query, isOpen, toggle),
    statusFilter(query, change),
    select('risk_level', texts.history.risk, risks(), query, change),
    entityType(query, change),
    periodFilter(query, change),
    periodOf(query) === BETWEEN && [
      day('from', texts.history.from, 'T00:00:00', query, changeDay),
      day('to', texts.history.to, 'T23:59:59.999', query, changeDay),
    ],
    select('sort', texts.history.order, orders(query), query, change),
    scope(query, change),
  ]);
}

/** @param {HistoryQuery} query @param {boolean} isOpen @param {() => void} toggle */
function toggleButton(query, isOpen, toggle) {
  const count = FOLDED.filter((name) => query[name]).length;
  const props = { type: 'button', 'aria-expanded': isOpen, onclick: toggle };
  return h(
    'button.toggle',
    props,
    count ? texts.history.filtersSet(count) : texts.history.filters,
    icon('down'),
  );
}

/** @param {HistoryQuery} query @param {FilterActions['change']} change */
function statusFilter(query, change) {
  const statuses = STATUSES.map((status) => [status, statusLabel(status)]);
  const options = [
    ['', texts.history.anyStatus],
    ...statuses,
    [WAITING, texts.history.waitsForPerson],
  ];
  const shown = { status: query.waiting === 'true' ? WAITING : query.status };
  return select('status', texts.history.status, options, shown, ({ status }) => {
    const isWaiting = status === WAITING;
    change(isWaiting ? { status: undefined, waiting: 'true' } : { status, waiting: undefined });
  });
}

/** The API takes several levels. */
function risks() {
  const levels = RISKS.map((level) => [level, humanize(level)]);
  const several = ['high,critical', texts.history.highOrCritical];
  return [['', texts.history.anyRisk], ...levels, several];
}

/** @param {HistoryQuery} query @param {FilterActions['change']} change */
function periodFilter(query, change) {
  const periods = PERIODS.map((period) => [period, texts.history.periods[period]]);
  const options = [['', texts.history.atAnyTime], ...periods, [BETWEEN, texts.history.betweenDays]];
  return select(
    'period',
    texts.history.created,
    options,
    { period: periodOf(query) },
    ({ period }) => change({ period, from: undefined, to: undefined }),
  );
}

/** A query with days of its own needs no name for them. @param {HistoryQuery} query */
function periodOf({ period, from, to }) {
  return period ?? (from || to ? BETWEEN : undefined);
}

/** Lists the orders, with that of a heading that the user has clicked. @param {HistoryQuery} query */
function orders({ sort = '' }) {
  const known = ORDERS.map((order) => [order, texts.history.orders[order]]);
  if (known.some(([order]) => order === sort)) return known;
  const column = COLUMNS.find((name) => name === sort.replace('-', ''));
  const label = column ? texts.history.columns[column] : sort;
  const { ascending, descending } = texts.history;
  return [...known, [sort, sort.startsWith('-') ? descending(label) : ascending(label)]];
}

/** @param {HistoryQuery} query @param {FilterActions['change']} change */
function scope(query, change) {
  const buttons = SCOPES.map(([archived, iconName]) => {
    const isPressed = (query.archived ?? 'false') === archived;
    const props = {
      type: 'button',
      'aria-pressed': isPressed,
      onclick: () => change({ archived }),
    };
    return h('button', props, icon(iconName), texts.history.scopes[archived]);
  });
  return h('div.where', { role: 'group', 'aria-label': texts.history.where }, buttons);
}
