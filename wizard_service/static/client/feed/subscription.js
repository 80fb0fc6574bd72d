/** The readers of a shared stream within one page. */

import { WizardError } from '../problem.js';
import { FeedCursor, epochOf, isAfter } from './cursor.js';
import { stateSync } from './poll-transport.js';
import { FeedStream } from './stream.js';

/**
 * @import { WizardApi } from '../api/index.js'
 * @import { FeedEvent } from '../types/feed.js'
 * @import { Batch, FollowOptions, FollowState, TransportName } from './types.js'
 *
 * @typedef {Required<Pick<FollowOptions, 'onState' | 'onNotice'>>} Listener
 */

/** One reader with its own cursor, which reads what the shared stream did not deliver. */
export class Subscription {
  /**
   * @param {WizardApi} api
   * @param {string | null} investigationId null: all events of the stream
   * @param {boolean} isFiltered the stream carries other investigations as well
   * @param {string} cursor
   * @param {AbortSignal} signal
   */
  constructor(api, investigationId, isFiltered, cursor, signal) {
    this._api = api;
    this._id = investigationId;
    this._isFiltered = isFiltered;
    this._cursor = new FeedCursor(cursor);
    this._signal = signal;
    /** @type {Batch[]} */
    this._batches = [];
    this._failure = /** @type {unknown} */ (null);
    this._wake = () => {};
    signal.addEventListener('abort', () => this._wake(), { once: true });
  }

  get cursor() {
    return this._cursor.value;
  }

  /** @param {Batch} batch */
  put(batch) {
    this._batches.push(batch);
    this._wake();
  }

  /** @param {unknown} failure */
  fail(failure) {
    this._failure = failure;
    this._wake();
  }

  /** @returns {AsyncGenerator<FeedEvent, void, void>} */
  async *events() {
    while (!this._signal.aborted) {
      const batch = this._batches.shift();
      if (batch) yield* this._read(batch);
      else if (this._failure) throw this._failure;
      else await /** @type {Promise<void>} */ (new Promise((resolve) => (this._wake = resolve)));
    }
  }

  /** @param {Batch} batch @returns {AsyncGenerator<FeedEvent, void, void>} */
  async *_read({ events, from, to }) {
    const start = from ?? to;
    if (start !== null && this._cursor.isBehind(start)) yield* this._catchUp(start);
    yield* this._deliver(events);
    this._cursor.moveTo(to);
  }

  /** @param {FeedEvent[]} events @returns {AsyncGenerator<FeedEvent, void, void>} */
  async *_deliver(events) {
    if (this._isFiltered && events.some(isNewStart)) {
      yield await this._resynchronize();
      return;
    }
    for (const event of this._cursor.advance(events.filter((event) => this._concerns(event)))) {
      yield event;
      if (this._isFiltered && event.event_type === 'investigation_deleted') {
        throw new WizardError(404, 'not_found', 'The investigation was deleted.');
      }
    }
  }

  /** Polls the state of this investigation, because the `state_sync` of the stream has a list. */
  async _resynchronize() {
    const options = { signal: this._signal, attempts: Infinity };
    const sync = stateSync(await this._api.poll(this._id ?? '', options), 'cursor_expired');
    this._cursor.value = sync.data.cursor;
    return sync;
  }

  /** @param {FeedEvent} event */
  _concerns(event) {
    return !this._isFiltered || event.investigation_id === this._id;
  }

  /**
   * Reads up to `target` by a separate stream. A stream of everything reaches every offset. One of
   * a single investigation does not, but a poll returns how far it has read.
   * @param {string} target
   * @returns {AsyncGenerator<FeedEvent, void, void>}
   */
  async *_catchUp(target) {
    const isWhole = this._isFiltered || this._id === null;
    /** @type {TransportName[]} */
    const transports = isWhole ? ['sse', 'websocket', 'poll'] : ['poll'];
    const options = { cursor: this.cursor, transports, signal: this._signal };
    const id = isWhole ? null : this._id;
    const stream = new FeedStream(this._api, id, { ...options, isWatched: () => true });
    for await (const { events, to } of stream.batches()) {
      yield* this._deliver(events);
      this._cursor.moveTo(to);
      if (to !== null && (!isAfter(target, to) || epochOf(target) !== epochOf(to))) return;
    }
  }
}

/** The subscriptions of one page to one stream, and what their listeners are notified of. */
export class SubscriberList {
  constructor() {
    this.cursor = /** @type {string | null} */ (null);
    this._failure = /** @type {unknown} */ (null);
    /** @type {Map<Subscription, Listener>} */
    this._listeners = new Map();
  }

  /** @param {Subscription} subscription @param {Listener} listener */
  add(subscription, listener) {
    this._listeners.set(subscription, listener);
    if (this._failure) subscription.fail(this._failure);
    this.cursor ??= subscription.cursor;
    if (this.cursor !== null) subscription.put(gapCheck(this.cursor));
  }

  /** @param {Subscription} subscription */
  remove(subscription) {
    this._listeners.delete(subscription);
  }

  /** @param {Batch} batch */
  deliver(batch) {
    this.cursor = batch.to;
    for (const subscription of this._listeners.keys()) subscription.put(batch);
  }

  /** Makes each subscription that is behind the cursor catch up. @param {string} cursor */
  catchUpTo(cursor) {
    this.deliver(gapCheck(cursor));
  }

  /** @param {FollowState} state */
  reportState(state) {
    for (const { onState } of this._listeners.values()) onState(state);
  }

  /** @param {FeedEvent} event */
  reportNotice(event) {
    for (const { onNotice } of this._listeners.values()) onNotice(event);
  }

  /** Ends all present and later subscriptions. @param {unknown} failure */
  fail(failure) {
    this._failure = failure;
    for (const subscription of this._listeners.keys()) subscription.fail(failure);
  }
}

/** @param {string} cursor @returns {Batch} */
function gapCheck(cursor) {
  return { events: [], from: cursor, to: cursor };
}

/** @param {FeedEvent} event */
function isNewStart({ event_type, data }) {
  return event_type === 'state_sync' && data.sync_reason === 'cursor_expired';
}
