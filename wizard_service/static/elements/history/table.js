/** Renders the rows of the history. `history` is the element that shows them. */

import { texts } from '../../texts/elements.js';
import { number } from '../../texts/language.js';
import { sheet } from '../display/base-style.js';
import { duration, humanize, statusLabel, statusTone } from '../display/format.js';
import { icon } from '../display/icons.js';
import { dateTime, relativeTime } from '../display/time.js';
import { h } from '../vdom.js';

/**
 * @import { HistoryItem } from '../../client/types/lists.js'
 * @import { History } from '../history.js'
 */

/** The columns, by which a heading sorts. Each is also the class of its cells. */
export const COLUMNS = /** @type {const} */ ([
  'name',
  'status',
  'risk_score',
  'entity_count',
  'started_at',
  'completed_at',
  'duration_ms',
  'updated_at',
]);

export const tableStyle = sheet(`
th { font-size: var(--wz-size-small); font-weight: 500; padding: var(--wz-2) var(--wz-3);
  white-space: nowrap; }
button.sort { border: 0; padding: 0; height: auto; background: none; color: inherit; font: inherit; }
thead th[aria-sort] { color: var(--wz-text); }
th[aria-sort="ascending"] button::after { content: " ↑"; white-space: pre; }
th[aria-sort="descending"] button::after { content: " ↓"; white-space: pre; }
td { padding: var(--wz-2) var(--wz-3); white-space: nowrap; height: 3.25rem; }
.entity_count { text-align: right; }
td.number { font-variant-numeric: tabular-nums; }
tr:hover td { background: var(--wz-hover); } tr.selected td { background: var(--wz-accent-soft); }
.pick { width: 40px; padding-right: 0; } .pick input { display: block; }
td.name { width: 40%; white-space: normal; max-width: 0; }
.name .mono { display: block; }
.act { text-align: right; }
button.link { font-weight: 500; text-align: left; white-space: normal; max-width: 100%;
  overflow-wrap: anywhere; }
button.link:hover:not(:disabled) { background: none; text-decoration: underline; }
@media (max-width: 1180px) {
  .started_at, .completed_at, .duration_ms { display: none; }
}
@media (max-width: 720px) {
  tr:hover td, tr.selected td { background: none; }
  tr.selected { background: var(--wz-accent-soft); }
  td.risk_score.none { display: none; }
  thead { display: none; }
  tr { display: grid; grid-template-columns: 28px minmax(0, 1fr) auto; gap: 4px var(--wz-2);
    padding: var(--wz-3); }
  tbody tr + tr { border-top: 1px solid var(--wz-border); }
  td { display: none; border: 0; padding: 0; height: auto; }
  td.pick, td.name, td.status, td.act, td.risk_score, td.updated_at { display: block; }
  td.name { grid-column: 2; width: auto; max-width: none; }
  td.status { grid-column: 3; grid-row: 1; }
  td.risk_score { grid-column: 2; grid-row: 2; }
  td.updated_at { grid-column: 2; grid-row: 3; color: var(--wz-muted); }
  td.act { grid-column: 3; grid-row: 2 / 4; align-self: end; }
}
`);

/** @param {History} history @param {HistoryItem[]} items */
export function historyTable(history, items) {
  const headings = COLUMNS.map((column) => heading(history, column));
  const action = h('th', { scope: 'col' }, h('span.hidden-text', texts.history.action));
  const head = h('tr', selectAll(history, items), headings, action);
  const rows = items.map((item) => row(history, item));
  return h('table', h('thead', head), h('tbody', rows));
}

/** @param {History} history @param {typeof COLUMNS[number]} column */
function heading(history, column) {
  const { sort = '' } = history.query;
  const isSorted = sort.replace('-', '') === column;
  const order = sort.startsWith('-') ? 'descending' : 'ascending';
  const props = { scope: 'col', class: column };
  const button = h(
    'button.sort',
    { onclick: () => history.sortBy(column) },
    texts.history.columns[column],
  );
  return h('th', { ...props, 'aria-sort': isSorted ? order : null }, button);
}

/** @param {History} history @param {HistoryItem[]} items */
function selectAll(history, items) {
  const checkbox = h('input', {
    type: 'checkbox',
    'aria-label': texts.history.selectAll,
    checked: Boolean(history.matching) || history.selected.size === items.length,
    onchange: (event) => history.selectAll(event.target.checked),
  });
  return h('th.pick', checkbox);
}

/** @param {History} history @param {HistoryItem} item */
function row(history, item) {
  const { investigation_id: id, updated_at: updated } = item;
  return h('tr', { key: id, class: isSelected(history, id) ? 'selected' : '' }, [
    selectCell(history, item),
    nameCell(history, item),
    statusCell(item),
    riskCell(item),
    h('td.number.entity_count', number(item.entity_count ?? 0)),
    h('td.number.started_at', dateTime(item.started_at) || none()),
    h('td.number.completed_at', dateTime(item.completed_at) || none()),
    h('td.number.duration_ms', duration(item.duration_ms) || none()),
    h('td.number.updated_at', { title: dateTime(updated) }, relativeTime(updated)),
    actionCell(history, item),
  ]);
}

/** @param {History} history @param {string} id */
function isSelected({ matching, selected }, id) {
  return Boolean(matching) || selected.has(id);
}

/** @param {History} history @param {HistoryItem} item */
function selectCell(history, { investigation_id: id, name }) {
  const checkbox = h('input', {
    type: 'checkbox',
    'aria-label': texts.history.select(name ?? id),
    checked: isSelected(history, id),
    onchange: () => history.toggle(id),
  });
  return h('td.pick', checkbox);
}

/** @param {History} history @param {HistoryItem} item */
function nameCell(history, { investigation_id: id, name }) {
  const label = name ?? h('span.muted', texts.history.withoutName);
  return h('td.name', [
    h('button.link', { onclick: () => history.open(id) }, label),
    h('span.mono.muted.truncate', id),
  ]);
}

/** @param {HistoryItem} item */
function statusCell({ wizard_step: step, status }) {
  const isDraft = step === 'SETTINGS' && status === 'IN_PROGRESS';
  const tone = isDraft ? 'pending' : statusTone(status);
  const label = isDraft ? texts.statuses.draft : statusLabel(status);
  return h('td.status', h('span.chip', { class: tone }, icon(tone), label));
}

/** @param {HistoryItem} item */
function riskCell({ risk_score: score, risk_level: level }) {
  const hasRisk = score !== null && score !== undefined;
  const text = hasRisk
    ? h('span.severity.number', `${number(Math.round(score))} ${humanize(level)}`)
    : none();
  return h('td.risk_score', { class: level ?? 'none' }, text);
}

/** @param {History} history @param {HistoryItem} item */
function actionCell(history, item) {
  const { investigation_id: id, archived_at: archivedAt } = item;
  const button = archivedAt
    ? h('button.small', { onclick: () => history.actOn('restore', [item]) }, texts.history.restore)
    : h('button.small', { onclick: () => history.open(id) }, texts.history.open);
  return h('td.act', button);
}

/** Renders a value that a row does not have. */
function none() {
  return h('span.muted', '–');
}
