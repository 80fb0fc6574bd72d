/** Shows the history, where investigations can be found, exported, and changed together. */

import { icon } from '../../elements/display/icons.js';
import { boundsOf } from '../../elements/history/periods.js';
import { h } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';
import { HistoryActions } from '../history/actions.js';
import { HistoryList, LIMIT } from '../history/list.js';
import { SavedViews } from '../history/saved-views.js';
import { goTo, replaceQuery } from '../router.js';

/**
 * @import { HistoryItem } from '../../client/types/lists.js'
 * @import { HistoryQuery } from '../../elements/history.js'
 * @import { App } from '../app.js'
 * @import { ExportFormat } from '../history/export.js'
 * @import { Route } from '../router.js'
 */

const SEARCH_DELAY_MS = 250;
const MAX_DETAILS = 5;
/** @type {HistoryQuery} */
const DEFAULTS = { archived: 'false', sort: '-updated_at' };

export class HistoryPage {
  title = texts.history.title;

  /** @type {HistoryQuery} */
  _query = DEFAULTS;
  /** All rows that match, once they are selected. @type {HistoryItem[] | null} */
  _matching = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  _timer;

  /** @param {App} app */
  constructor(app) {
    this._app = app;
    this._list = new HistoryList(app.api, () => app.render());
    this._views = new SavedViews(app);
    this._actions = new HistoryActions(app, () => this._changed());
  }

  /** @param {Route} route */
  opened({ query: { pages, ...query } = {} }) {
    this._query = { ...DEFAULTS, ...query };
    this._list.show(pages);
    this._list.items = null;
    this._matching = null;
    this._load();
  }

  closed() {
    this._actions.stop();
    this._actions.refused = null;
  }

  /** Opens the page and moves the focus to the search. */
  search() {
    if (this._app.route.name !== 'history') goTo('history');
    const focus = () => this._element?.focusOn('#q');
    // The page renders in the next frame, and its element shortly after it.
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(focus)));
  }

  copyAs() {
    const parameters = new URLSearchParams({ ...this._parameters(), limit: String(LIMIT) });
    const url = `${this._app.baseUrl}/history?${parameters}`;
    return this._app.copyAs({ method: 'GET', url }, 'curl');
  }

  view() {
    return h('div.page', [
      this._head(),
      this._views.view(this._addressQuery),
      this._refused(),
      h('wizard-history', {
        items: this._list.items,
        total: this._list.total,
        matching: this._matching,
        query: this._query,
        hasMore: Boolean(this._list.nextCursor),
        progress: this._actions.progress,
        problem: this._list.problem,
        'onwizard-history-query': ({ detail }) => this._search(detail.query),
        'onwizard-history-more': () => this._loadMore(),
        'onwizard-history-select': ({ detail }) => this._selectMatching(detail.all),
        'onwizard-history-stop': () => this._actions.stop(),
        'onwizard-open': ({ detail }) => goTo('investigation', detail.investigation_id),
        'onwizard-bulk': ({ detail }) => this._actions.act(detail.action, detail.items),
      }),
    ]);
  }

  _head() {
    const { user_id: user } = this._query;
    const subtitle = user ? texts.history.ofUser(user) : texts.history.subtitle;
    return h('div.head', [
      h('div.title', h('h1', texts.history.title), h('p.muted', subtitle)),
      this._exportButton('csv', 'CSV'),
      this._exportButton('json', 'JSON'),
    ]);
  }

  /** @param {ExportFormat} format @param {string} label */
  _exportButton(format, label) {
    const { total } = this._list;
    const disabled = !total || Boolean(this._actions.progress);
    const exported = () => this._actions.export(format, this._parameters(), total);
    const props = { title: texts.history.exportHint, disabled, onclick: exported };
    return h('button', props, icon('download'), texts.history.export(label));
  }

  _refused() {
    const { refused } = this._actions;
    if (!refused) return null;
    const details = refused.details.slice(0, MAX_DETAILS).map((text) => h('li', text));
    const rest = refused.details.length - details.length;
    const dismiss = {
      'aria-label': texts.common.dismiss,
      onclick: () => this._actions.dismissRefused(),
    };
    return h('div.banner.warning', { role: 'alert' }, [
      icon('warning'),
      h('div.grow', [
        h('b', refused.text),
        h('ul.small', details, rest > 0 && h('li.muted', texts.history.more(rest))),
      ]),
      h('button.plain.icon.small', dismiss, icon('close')),
    ]);
  }

  get _element() {
    const element = this._app.root.querySelector('wizard-history');
    return /** @type {import('../../elements/history.js').History | null} */ (element);
  }

  /** @param {HistoryQuery} query */
  _search(query) {
    if (query.archived !== this._query.archived) this._list.items = null;
    this._list.show('1');
    this._query = query;
    this._matching = null;
    this._showInAddress();
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

  _showInAddress() {
    const query = this._addressQuery;
    if (this._list.pages > 1) query.pages = String(this._list.pages);
    replaceQuery(query);
  }

  /** The parameters of the API; a period counts from now. @returns {Record<string, string>} */
  _parameters() {
    const { period, ...query } = this._query;
    const members = Object.entries({ ...query, ...boundsOf(period) });
    return /** @type {any} */ (Object.fromEntries(members.filter(([, value]) => value)));
  }

  /** @param {boolean} isSelecting */
  async _selectMatching(isSelecting) {
    this._matching = null;
    if (!isSelecting) return this._app.render();
    const query = this._query;
    const matching = await this._actions.readMatching(this._parameters(), this._list.total);
    if (query === this._query) this._matching = matching ?? null;
    this._app.render();
  }

  _changed() {
    this._matching = null;
    this._app.active.reload();
    return this._load();
  }

  _load() {
    return this._list.load(this._parameters());
  }

  /** A click can arrive between the last page and the rendering that removes the button. */
  _loadMore() {
    if (!this._list.nextCursor) return;
    this._list.loadMore(this._parameters());
    this._showInAddress();
  }
}
