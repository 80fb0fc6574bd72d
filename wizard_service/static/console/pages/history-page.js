/** Shows the history, where investigations can be found, archived, restored and resumed. */

import { h } from '../../elements/vdom.js';
import { goTo, replaceHistoryQuery } from '../router.js';

/**
 * @import { HistoryItem } from '../../client/types/lists.js'
 * @import { HistoryQuery } from '../../elements/history.js'
 * @import { App } from '../app.js'
 * @import { Route } from '../router.js'
 */

const SEARCH_DELAY_MS = 250;
const LIMIT = 50;
/** @type {HistoryQuery} */
const DEFAULTS = { archived: 'false', sort: '-updated_at' };

export class HistoryPage {
  title = 'History';

  /** @type {HistoryQuery} */
  _query = DEFAULTS;
  /** @type {HistoryItem[] | null} */
  _items = null;
  _total = 0;
  /** @type {string | null} */
  _nextCursor = null;
  /** @type {string | null} */
  _problem = null;
  /** @type {symbol | null} */
  _latestLoad = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  _timer;

  /** @param {App} app */
  constructor(app) {
    this._app = app;
  }

  /** @param {Route} route */
  opened({ query }) {
    this._query = { ...DEFAULTS, ...query };
    this._items = null;
    this._load();
  }

  /** Opens the page and moves the focus to the search. */
  search() {
    if (this._app.route.name !== 'history') goTo('history');
    const focus = () => this._element?.focusOn('#q');
    // The page renders in the next frame, and its element shortly after it.
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(focus)));
  }

  copyAs() {
    const parameters = new URLSearchParams(this._parameters());
    const url = `${this._app.baseUrl}/history?${parameters}`;
    return this._app.copyAs({ method: 'GET', url }, 'curl');
  }

  view() {
    const subtitle = 'Every investigation of yours, with its results.';
    return h('div.page', [
      h('div.head', h('div.title', h('h1', 'History'), h('p.muted', subtitle))),
      h('wizard-history', {
        items: this._items,
        total: this._total,
        query: this._query,
        hasMore: Boolean(this._nextCursor),
        problem: this._problem,
        'onwizard-history-query': ({ detail }) => this._search(detail.query),
        'onwizard-history-more': () => this._loadMore(),
        'onwizard-open': ({ detail }) => goTo('investigation', detail.investigation_id),
        'onwizard-archive': ({ detail }) => this._move(detail.investigation_ids, true),
        'onwizard-unarchive': ({ detail }) => this._move(detail.investigation_ids, false),
      }),
    ]);
  }

  get _element() {
    const element = this._app.root.querySelector('wizard-history');
    return /** @type {import('../../elements/history.js').History | null} */ (element);
  }

  /** @param {HistoryQuery} query */
  _search(query) {
    if (query.archived !== this._query.archived) this._items = null;
    this._query = query;
    replaceHistoryQuery(this._addressQuery);
    this._nextCursor = null;
    clearTimeout(this._timer);
    this._timer = setTimeout(() => this._load(), SEARCH_DELAY_MS);
    this._app.render();
  }

  /** The members of the query that differ from what the page shows at first. */
  get _addressQuery() {
    const members = Object.entries(this._query);
    const set = members.filter(([name, value]) => value && value !== DEFAULTS[name]);
    return /** @type {Record<string, string>} */ (Object.fromEntries(set));
  }

  /** @returns {Record<string, string>} */
  _parameters() {
    const members = Object.entries({ ...this._query, limit: String(LIMIT) });
    return /** @type {any} */ (Object.fromEntries(members.filter(([, value]) => value)));
  }

  /** A click can arrive between the last page and the rendering that removes the button. */
  _loadMore() {
    if (this._nextCursor) this._load(this._nextCursor);
  }

  /** @param {string | null} cursor */
  async _load(cursor = null) {
    // Only the newest request counts, even when an older one is answered later.
    const load = (this._latestLoad = Symbol('load'));
    try {
      const parameters = { ...this._parameters(), ...(cursor ? { cursor } : {}) };
      const page = await this._app.api.history(parameters);
      if (load !== this._latestLoad) return;
      const before = cursor ? (this._items ?? []) : [];
      this._items = [...before, ...page.items];
      this._total = page.total ?? this._items.length;
      this._nextCursor = page.next_cursor;
      this._problem = null;
    } catch (error) {
      if (load !== this._latestLoad) return;
      this._problem = /** @type {Error} */ (error).message;
    }
    this._app.render();
  }

  /** @param {string[]} ids @param {boolean} isArchiving */
  async _move(ids, isArchiving) {
    const { api, notices } = this._app;
    const isDone = await this._app.attempt(async () => {
      for (const id of ids) await (isArchiving ? api.archive(id) : api.unarchive(id));
      return true;
    });
    if (isDone) {
      const count = ids.length === 1 ? 'One investigation' : `${ids.length} investigations`;
      const text = `${count} ${isArchiving ? 'archived' : 'restored'}`;
      notices.show(text, 'done', { label: 'Undo', act: () => this._move(ids, !isArchiving) });
    }
    await this._load();
    this._app.active.reload();
  }
}
