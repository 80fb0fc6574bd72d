/** What one reader of a shared stream still has to be told: its own place, and what it has missed. */

import { WizardError } from '../problem.js';
import { OwnStream } from './stream.js';
import { FeedCursor, epochOf, isAfter } from './cursor.js';
import { stateSync } from './poll-transport.js';

/**
 * @import { WizardApi } from '../api/index.js'
 * @import { FeedEvent } from '../types.js'
 * @import { Batch, TransportName } from './types.js'
 */

export class Subscription {
  /**
   * @param {WizardApi} api
   * @param {string | null} investigationId what it reads of the stream; null: all
   * @param {boolean} isFiltered the stream tells of more than that
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
    this._ring = () => {};
    signal.addEventListener('abort', () => this._ring(), { once: true });
  }

  get cursor() {
    return this._cursor.value;
  }

  /** @param {Batch} batch */
  put(batch) {
    this._batches.push(batch);
    this._ring();
  }

  /** @param {unknown} failure */
  fail(failure) {
    this._failure = failure;
    this._ring();
  }

  /** @returns {AsyncGenerator<FeedEvent, void, void>} */
  async *events() {
    while (!this._signal.aborted) {
      const batch = this._batches.shift();
      if (batch) yield* this._told(batch);
      else if (this._failure) throw this._failure;
      else await /** @type {Promise<void>} */ (new Promise((resolve) => (this._ring = resolve)));
    }
  }

  /** @param {Batch} batch @returns {AsyncGenerator<FeedEvent, void, void>} */
  async *_told({ events, from, to }) {
    const since = from ?? to;
    if (since !== null && this._cursor.isBehind(since)) yield* this._missed(since);
    yield* this._taken(events);
    this._cursor.moveTo(to);
  }

  /** @param {FeedEvent[]} events @returns {AsyncGenerator<FeedEvent, void, void>} */
  async *_taken(events) {
    if (this._isFiltered && events.some(isNewBeginning)) return yield await this._begunAnew();
    for (const event of this._cursor.advance(events.filter((each) => this._isOurs(each)))) {
      yield event;
      if (this._isFiltered && event.event_type === 'investigation_deleted')
        throw new WizardError(404, 'not_found', 'It was deleted.');
    }
  }

  /** The list of all investigations is not the state of one: ask for that. */
  async _begunAnew() {
    const sync = stateSync(
      await this._api.poll(this._id ?? '', { signal: this._signal, attempts: Infinity }),
      'cursor_expired',
    );
    this._cursor.value = sync.data.cursor;
    return sync;
  }

  /** @param {FeedEvent} event */
  _isOurs(event) {
    return !this._isFiltered || event.investigation_id === this._id;
  }

  /**
   * Read up to `target` by a stream of its own, which ends there. The feed of everything passes every number; that of
   * one investigation may not, but a poll says how far it has looked.
   * @param {string} target
   * @returns {AsyncGenerator<FeedEvent, void, void>}
   */
  async *_missed(target) {
    const isWhole = this._isFiltered || this._id === null;
    const transports = /** @type {TransportName[]} */ (
      isWhole ? ['sse', 'websocket', 'poll'] : ['poll']
    );
    const cursor = this._cursor.value;
    const stream = new OwnStream(this._api, isWhole ? null : this._id, {
      cursor,
      transports,
      signal: this._signal,
      isWatched: () => true,
    });
    for await (const { events, to } of stream.batches()) {
      yield* this._taken(events);
      this._cursor.moveTo(to);
      if (to !== null && (!isAfter(target, to) || epochOf(target) !== epochOf(to))) return;
    }
  }
}

/** @param {FeedEvent} event */
function isNewBeginning({ event_type, data }) {
  return event_type === 'state_sync' && data.sync_reason === 'cursor_expired';
}
