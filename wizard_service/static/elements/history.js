/**
 * <wizard-history> lists past investigations, which can be searched, filtered, sorted, opened, and
 * changed together.
 *
 * items     rows as the API returns them; null while loading
 * total     the number of rows that match
 * matching  all rows that match, once they are selected; null otherwise
 * query     {q, status, waiting, risk_level, entity_type, period, from, to, archived, sort}, where
 *           `period` is one of history/periods.js or `between`
 * hasMore   whether `wizard-history-more` would add rows
 * progress  {text, done, total} of what happens to the selected rows; null when nothing does
 * problem   a sentence to show instead of the rows
 * Emits `wizard-history-query` {query}, `wizard-history-more`, `wizard-open` {investigation_id},
 * `wizard-history-select` {all}, when all rows that match are to be selected or no more,
 * `wizard-bulk` {action, items} with the action of the API, and `wizard-history-stop`.
 */

import { texts } from '../texts/elements.js';
import { icon } from './display/icons.js';
import { define, elementWith, sheet } from './element.js';
import { filterStyle, historyFilters } from './history/filters.js';
import { selectionBar, selectionStyle } from './history/selection.js';
import { historyTable, tableStyle } from './history/table.js';
import { h } from './vdom.js';

/**
 * @import { BulkActionName } from '../client/types/history.js'
 * @import { HistoryItem } from '../client/types/lists.js'
 * @import { WorkProgress } from './history/selection.js'
 * @typedef {Record<string, string | undefined>} HistoryQuery
 */

const SKELETON_ROWS = 6;
// A first click sorts texts from A, and everything else from the newest or largest.
const TEXT_COLUMNS = ['name', 'status'];
const FILTERS = ['q', 'status', 'waiting', 'risk_level', 'entity_type', 'period', 'from', 'to'];

const style = sheet(`
:host { display: grid; gap: var(--wz-3); }
.foot { min-height: 1.5rem; }
.loading { padding: var(--wz-2) var(--wz-4); } .loading li { padding: 18px 0; }
`);

export class History extends elementWith('wizard-history', {
  items: /** @type {HistoryItem[] | null} */ (null),
  total: 0,
  query: /** @type {HistoryQuery} */ ({}),
  matching: /** @type {HistoryItem[] | null} */ (null),
  hasMore: false,
  progress: /** @type {WorkProgress | null} */ (null),
  problem: /** @type {string | null} */ (null),
}) {
  static style = [style, filterStyle, selectionStyle, tableStyle];

  /** The ids of the selected rows. @type {Set<string>} */
  selected = new Set();
  /** Whether a narrow page shows all filters. */
  #isFiltering = false;

  /** @param {string} name */
  changed(name) {
    if (name !== 'items') return;
    const ids = new Set(this.items?.map((item) => item.investigation_id));
    for (const id of this.selected) if (!ids.has(id)) this.selected.delete(id);
  }

  view() {
    return [
      historyFilters(this.query, {
        isOpen: this.#isFiltering,
        change: (members) => this.#search({ ...this.query, ...members }),
        toggle: () => this.#toggleFilters(),
      }),
      selectionBar(this),
      h('section.panel', { 'aria-busy': !this.items && !this.problem }, this.#rows()),
      this.#footer(),
    ];
  }

  get isArchive() {
    return this.query.archived === 'true';
  }

  /** @param {string} id */
  open(id) {
    this.emit('wizard-open', { investigation_id: id });
  }

  /** @param {BulkActionName} action @param {HistoryItem[]} items */
  actOn(action, items) {
    this.emit('wizard-bulk', { action, items });
  }

  /** The selected rows, shown or not. */
  get selectedItems() {
    const shown = this.items ?? [];
    return this.matching ?? shown.filter((item) => this.selected.has(item.investigation_id));
  }

  /** Sorts by a column, the other way round when the rows are sorted by it. @param {string} column */
  sortBy(column) {
    const [first, other] = TEXT_COLUMNS.includes(column)
      ? [column, `-${column}`]
      : [`-${column}`, column];
    const sort = this.query.sort === first ? other : first;
    this.#search({ ...this.query, sort });
  }

  /** @param {string} id */
  toggle(id) {
    // All rows are ticked while everything that matches is selected, so this one is taken out of them.
    if (this.matching) this.selected = new Set(this.items?.map((item) => item.investigation_id));
    this.#dropMatching();
    if (!this.selected.delete(id)) this.selected.add(id);
    this.update();
  }

  /** @param {boolean} isSelected */
  selectAll(isSelected) {
    this.#dropMatching();
    const items = isSelected ? (this.items ?? []) : [];
    this.selected = new Set(items.map((item) => item.investigation_id));
    this.update();
  }

  #rows() {
    if (this.problem) return this.#problemView(this.problem);
    if (!this.items) return skeleton();
    return this.items.length ? historyTable(this, this.items) : this.#emptyView();
  }

  #footer() {
    const { items, total } = this;
    const more = () => this.emit('wizard-history-more');
    return h('p.row.foot.muted.small', { role: 'status' }, [
      items && items.length > 0 && h('span.grow.number', texts.history.partOf(items.length, total)),
      this.hasMore && h('button.small', { onclick: more }, texts.history.showMore),
    ]);
  }

  /** A row that is taken out leaves the shown ones selected. */
  #dropMatching() {
    if (!this.matching) return;
    // The page renders in a later frame; until then this element would show the row as selected again.
    Object.assign(this, { matching: null });
    this.emit('wizard-history-select', { all: false });
  }

  /** @param {string} problem */
  #problemView(problem) {
    return h('div.empty', [
      icon('error'),
      h('h3', texts.history.unavailable),
      h('p', problem),
      h('button', { onclick: () => this.#search(this.query) }, texts.history.tryAgain),
    ]);
  }

  #emptyView() {
    const { archived, sort, user_id } = this.query;
    if (FILTERS.some((name) => this.query[name])) {
      const clear = () => this.#search({ archived, sort, user_id });
      return h('div.empty', [
        icon('history'),
        h('h3', texts.history.nothingMatches),
        h('p', texts.history.nothingMatchesText),
        h('button', { onclick: clear }, texts.history.clearFilters),
      ]);
    }
    return h('div.empty', [
      icon('history'),
      h('h3', this.isArchive ? texts.history.emptyArchive : texts.history.empty),
      h('p', texts.history.emptyText),
    ]);
  }

  #toggleFilters() {
    this.#isFiltering = !this.#isFiltering;
    this.update();
  }

  /** @param {HistoryQuery} query */
  #search(query) {
    // The query is kept at once: the next filter may change before the page has supplied rows.
    this.query = query;
    this.emit('wizard-history-query', { query });
  }
}

function skeleton() {
  const rows = Array.from({ length: SKELETON_ROWS }, () => h('li', h('div.skeleton')));
  return h('ul.loading', { 'aria-label': texts.format.loading }, rows);
}

define(History);
