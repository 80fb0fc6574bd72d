/** Keeps the list of active investigations current by following everything that the user owns. */

import { follow } from '../feed/follow.js';
import { ListPages, isOpen } from './list-pages.js';
import { NewestRequest } from './newest-request.js';

/**
 * @import { WizardApi } from '../api/index.js'
 * @import { FollowState } from '../feed/types.js'
 * @import { FeedEvent } from '../types/feed.js'
 * @import { ListedInvestigation } from './list-pages.js'
 *
 * @typedef {Pick<FollowState, 'phase' | 'transport' | 'interval_ms'>
 *   & Partial<FollowState>} ListConnection
 */

const RELOAD_DELAY_MS = 300;
const PAGE_SIZE = 50;
const MAX_FINISHED = 8;
const MAX_STATE_READS = 8;
// These events change a row of the list, which has to be read again.
const LIST_EVENTS = new Set([
  // Events before it were not delivered.
  'state_sync',
  'step_changed',
  'status_changed',
  'results_available',
  'error_occurred',
  'executor_attached',
  'executor_lost',
  'executor_released',
  'input_requested',
  'input_given',
  'input_withdrawn',
  'access_changed',
  'investigation_archived',
  'investigation_restored',
  'investigation_deleted',
  'template_applied',
]);

export class ActiveList {
  /** @type {Map<string, number>} */
  percents = new Map();
  /** @type {ListConnection} */
  connection = { phase: 'connecting', transport: null, interval_ms: null };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  _reloadTimer;
  _loads = new NewestRequest();
  /** Where the feed goes on after the list. @type {string | undefined} */
  _cursor;
  _closing = new AbortController();
  /** The rows, null while loading. @type {ListedInvestigation[] | null} */
  items = null;
  /** How many investigations are open, listed or not. */
  openCount = 0;
  /** How many investigations wait for a person, listed or not. */
  waitingCount = 0;
  /** @type {string | null} */
  problem = null;
  _limit = PAGE_SIZE;

  /** @param {WizardApi} api @param {() => void} onChange */
  constructor(api, onChange) {
    this._api = api;
    this._pages = new ListPages(api);
    this._onChange = onChange;
  }

  async start() {
    await this.load();
    const following = follow(this._api, null, {
      cursor: this._cursor,
      transports: ['sse', 'long_poll', 'poll'],
      signal: this._closing.signal,
      onState: (state) => this._connectionChanged(state),
    });
    try {
      for await (const event of following) this._apply(event);
    } catch (error) {
      this._failed(error);
    }
  }

  close() {
    clearTimeout(this._reloadTimer);
    this._closing.abort();
  }

  async load() {
    const isNewest = this._loads.begin();
    try {
      const { rows, openCount, waitingCount, cursor } = await this._pages.read(this._limit);
      if (!isNewest()) return;
      this._cursor = cursor;
      Object.assign(this, { items: rows, openCount, waitingCount, problem: null });
    } catch (error) {
      this._failed(error);
    }
    this._onChange();
    this._readPercents();
  }

  /** Returns the percent that is done, null while unknown. @param {ListedInvestigation} item */
  percentOf(item) {
    return this.percents.get(item.investigation_id) ?? null;
  }

  /** Splits the rows into those that still need attention and those that have finished. */
  get groups() {
    const items = this.items ?? [];
    const finished = items.filter((item) => !isOpen(item)).slice(0, MAX_FINISHED);
    return { open: items.filter(isOpen), finished };
  }

  /** How many open investigations are not listed. */
  get unlistedCount() {
    return this.openCount - this.groups.open.length;
  }

  /** Lists one more page of the open investigations. */
  showMore() {
    this._limit += PAGE_SIZE;
    return this.load();
  }

  /** Reads the list shortly, once for all events until then. */
  reload() {
    this._reloadTimer ??= setTimeout(() => {
      this._reloadTimer = undefined;
      this.load();
    }, RELOAD_DELAY_MS);
  }

  /** @param {FeedEvent} event */
  _apply({ event_type: type, investigation_id: id, data }) {
    if (type === 'progress_updated' && id) {
      this.percents.set(id, data.percent_complete);
      this._onChange();
    }
    // It may have begun again: the percent is read again with the list.
    if (type === 'step_changed' && id) this.percents.delete(id);
    const isNew = id && !this.items?.some((item) => item.investigation_id === id);
    const { settings, progress } = (type === 'state_updated' && data.changes) || {};
    const isListed = settings || progress?.inputs;
    if (LIST_EVENTS.has(type) || isNew || isListed) this.reload();
  }

  /** Reads the progress of the investigations for which no report has arrived yet. */
  async _readPercents() {
    const isUnknown = (/** @type {ListedInvestigation} */ item) =>
      item.wizard_step === 'PROGRESS' &&
      item.status === 'IN_PROGRESS' &&
      !this.percents.has(item.investigation_id);
    const unknown = (this.items ?? []).filter(isUnknown).slice(0, MAX_STATE_READS);
    for (const { investigation_id: id } of unknown) {
      const response = await this._api.get(id).catch(() => null);
      const percent = response?.document.progress?.overall_progress ?? 0;
      if (!this.percents.has(id)) this.percents.set(id, percent);
      this._onChange();
    }
  }

  /** @param {FollowState} state */
  _connectionChanged(state) {
    this.connection = state;
    this._onChange();
  }

  /** @param {unknown} error */
  _failed(error) {
    this.problem = /** @type {Error} */ (error).message;
    this._onChange();
  }
}
