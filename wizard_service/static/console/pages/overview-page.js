/** Shows how the investigations of the last days went, and which of them wait for a person. */

import { NewestRequest } from '../../client/lists/newest-request.js';
import '../../elements/overview/overview.js';
import { icon } from '../../elements/display/icons.js';
import { relativeTime, wallClock } from '../../elements/display/time.js';
import { h } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';
import { texts as elementTexts } from '../../texts/elements.js';
import { pathTo, pathToHistory } from '../router.js';

/**
 * @import { Overview } from '../../client/types/history.js'
 * @import { ActiveInvestigation } from '../../client/types/lists.js'
 * @import { App } from '../app.js'
 */

const PERIODS = [7, 30, 90];
const MAX_WAITING = 10;
const WAITING_QUERY = { waiting: 'true' };

export class OverviewPage {
  title = texts.overview.title;
  _days = 30;
  /** @type {Overview | null} */
  _figures = null;
  /** @type {Pick<ActiveInvestigation, 'investigation_id' | 'name' | 'updated_at'>[]} */
  _waiting = [];
  _waitingTotal = 0;
  /** @type {string | null} */
  _problem = null;
  _loads = new NewestRequest();

  /** @param {App} app */
  constructor(app) {
    this._app = app;
  }

  opened() {
    this._load();
    this._loadWaiting();
  }

  view() {
    return h('div.page', [
      this._head(),
      this._waitingPanel(),
      h('wizard-overview', {
        figures: this._figures,
        problem: this._problem,
        'onwizard-overview-open': ({ detail }) => {
          location.hash = pathToHistory(detail.query);
        },
      }),
    ]);
  }

  _head() {
    const subtitle = texts.overview.subtitle;
    const buttons = PERIODS.map((days) => {
      const select = () => {
        this._days = days;
        this._load();
      };
      const props = { 'aria-pressed': this._days === days, onclick: select };
      return h('button.small', props, elementTexts.count.days(days));
    });
    return h('div.head', [
      h('div.title', h('h1', texts.overview.title), h('p.muted', subtitle)),
      h('div.row', { role: 'group', 'aria-label': texts.overview.time }, buttons),
    ]);
  }

  _waitingPanel() {
    if (!this._waitingTotal) return null;
    const rows = this._waiting.map(({ investigation_id: id, name, updated_at: time }) =>
      h('li.row', { key: id }, [
        icon('person'),
        h('a.grow.truncate', { href: pathTo('investigation', id) }, name ?? id),
        h('span.muted.small.number', relativeTime(time)),
      ]),
    );
    const isMore = this._waitingTotal > rows.length;
    return h('section.panel.waits', { 'aria-label': texts.overview.waits }, [
      h('h2', texts.overview.waiting(this._waitingTotal)),
      h('ul', rows),
      isMore && h('a.small', { href: pathToHistory(WAITING_QUERY) }, texts.overview.allThatWait),
    ]);
  }

  async _load() {
    const isNewest = this._loads.begin();
    this._app.render();
    try {
      const query = { days: this._days, utc_offset: offsetMinutes() };
      const figures = await this._app.api.overview(query);
      if (!isNewest()) return;
      Object.assign(this, { _figures: figures, _problem: null });
    } catch (error) {
      if (!isNewest()) return;
      this._problem = /** @type {Error} */ (error).message;
    }
    this._app.render();
  }

  async _loadWaiting() {
    const list = await this._readWaiting().catch(() => null);
    this._waiting = list?.items ?? [];
    this._waitingTotal = list?.total ?? 0;
    this._app.render();
  }

  async _readWaiting() {
    const { api, installation } = this._app;
    const query = { waiting: true, limit: MAX_WAITING };
    // The list of active investigations belongs to polling.
    if (!installation.has('polling')) return api.history(query);
    const { investigations: items, total } = await api.active(query);
    return { items, total };
  }
}

/** How far the zone of the page is ahead of UTC. */
function offsetMinutes() {
  const now = Date.now();
  return Math.round((Date.parse(`${wallClock(now)}Z`) - now) / 60_000);
}
