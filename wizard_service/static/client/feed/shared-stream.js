/**
 * One stream for all pages of a browser. The page that holds the Web Lock leads: it has the stream, and tells the others
 * by BroadcastChannel what lies between which two cursors. Whoever finds that something is missing between them reads it
 * for itself, so a message that is lost, or a leader that is gone, costs a request and never an event.
 */

import { Line } from './leader-lock.js';
import { INITIAL, OwnStream } from './stream.js';
import { isHidden, onWake } from './page-visibility.js';
import { Subscription } from './subscription.js';

/**
 * @import { WizardApi } from '../api/index.js'
 * @import { FeedEvent } from '../types.js'
 * @import { Batch, FollowOptions, FollowState, Message, TransportName } from './types.js'
 *
 * @typedef {Required<Pick<FollowOptions, 'onState' | 'onNotice'>>} Listener
 */

const BEAT_MS = 4_000;
// After so much silence of the leader another page that is looked at takes its place.
const SILENCE_MS = 2.5 * BEAT_MS;
const NEWS = /** @type {const} */ (['phase', 'transport', 'failures', 'retry_in_ms']);

export class SharedStream {
  /**
   * @param {string} name the same in all pages @param {WizardApi} api
   * @param {string | null} investigationId @param {TransportName[]} transports
   */
  constructor(name, api, investigationId, transports) {
    /** @type {FollowState} */
    this.state = { ...INITIAL, leading: false };
    /** Whose feed it is; waits until the stream has told. @type {Promise<string>} */
    this.owner = new Promise((resolve, reject) => {
      this._tellOwner = resolve;
      this._reject = reject;
    });
    this.owner.catch(() => undefined);
    this._failure = /** @type {unknown} */ (null);
    this._userId = /** @type {string | null} */ (null);
    this.name = name;
    this._api = api;
    this._id = investigationId;
    this._transports = transports;
    /** @type {Map<Subscription, Listener>} */
    this._subscriptions = new Map();
    // When another page said last that it is looked at.
    this._seenAt = -Infinity;
    this._cursor = /** @type {string | null} */ (null);
    this._own = /** @type {OwnStream | null} */ (null);
    this._closing = new AbortController();
    this._channel = new BroadcastChannel(name);
    this._channel.onmessage = ({ data }) => this._hear(data);
    this._unwatch = onWake((isCut) => this._greet(isCut));
    this._heardAt = performance.now();
    this._line = new Line(
      name,
      () => this._lead(),
      () => this._own?.close(),
    );
    this._beating = setInterval(() => this._beat(), BEAT_MS);
    this._greet(false);
    this._line.wait();
  }

  /** @param {Subscription} subscription @param {Listener} listener */
  add(subscription, listener) {
    this._subscriptions.set(subscription, listener);
    if (this._failure) subscription.fail(this._failure);
    this._cursor ??= subscription.cursor;
    if (this._cursor !== null)
      subscription.put({ events: [], from: this._cursor, to: this._cursor });
  }

  /** @param {Subscription} subscription */
  remove(subscription) {
    this._subscriptions.delete(subscription);
  }

  close() {
    clearInterval(this._beating);
    this._unwatch();
    this._own?.close();
    this._closing.abort();
    this._line.leave();
    this._channel.close();
  }

  /** @param {TransportName} [transport] */
  interrupt(transport) {
    this._own?.interrupt(transport);
    if (!this._own) this._post({ type: 'interrupt', transport });
  }

  async _lead() {
    const own = new OwnStream(this._api, this._id, {
      cursor: this._cursor,
      transports: this._transports,
      // That it ends here is no news: another page goes on, or `fail` tells.
      onState: (state) => this._own === own && state.phase !== 'ended' && this._changed(state),
      onNotice: (event) => this._tellNotice(event),
      isWatched: () => !isHidden() || performance.now() - this._seenAt < SILENCE_MS,
    });
    this._own = own;
    try {
      for await (const batch of own.batches()) {
        this._post({ type: 'batch', batch });
        this._deliver(batch);
      }
    } catch (failure) {
      // The other pages find out for themselves: the next in line for the lock asks.
      this._failure = failure;
      this._reject(failure);
      this._subscriptions.forEach((_, subscription) => subscription.fail(failure));
    } finally {
      if (this._own === own) this._own = null;
    }
  }

  _beat() {
    if (this._own) return this._tellState(this._own.state);
    if (isHidden()) return;
    this._post({ type: 'hello', isSeen: true });
    if (performance.now() - this._heardAt > SILENCE_MS) {
      this._heardAt = performance.now();
      this._line.steal();
    }
  }

  /** @param {boolean} isCut */
  _greet(isCut) {
    this._post({ type: 'hello', isSeen: !isHidden() });
    if (!this._own) this._post({ type: 'wake', isCut });
  }

  /** Other pages need not know of every byte. @param {FollowState} state */
  _changed(state) {
    if (NEWS.some((name) => this.state[name] !== state[name])) this._tellState(state);
    else this._takeState(state);
  }

  /** @param {FollowState} state */
  _tellState(state) {
    // The cursor up to which batches were told: what comes now is not missing yet.
    this._post({ type: 'beat', state: { ...state, cursor: this._cursor }, userId: this._userId });
    this._takeState(state);
  }

  /** @param {string | null} userId */
  _takeOwner(userId) {
    this._userId ??= userId;
    if (this._userId !== null) this._tellOwner(this._userId);
  }

  /** @param {FeedEvent} event */
  _tellNotice(event) {
    if (event.event_type === 'connection_established') this._takeOwner(event.user_id);
    this._post({ type: 'notice', event });
    this._subscriptions.forEach(({ onNotice }) => onNotice(event));
  }

  /** @param {Message} message */
  _hear(message) {
    if (message.type === 'hello' && message.isSeen) this._seenAt = performance.now();
    if (message.type === 'hello' && this._own) this._tellState(this._own.state);
    if (message.type === 'wake') this._own?.wake(message.isCut);
    if (message.type === 'interrupt') this._own?.interrupt(message.transport);
    if (this._own) return;
    if (['batch', 'beat', 'notice'].includes(message.type)) this._heardAt = performance.now();
    if (message.type === 'batch') this._deliver(message.batch);
    else if (message.type === 'notice')
      this._subscriptions.forEach(({ onNotice }) => onNotice(message.event));
    else if (message.type === 'beat') this._follow(message.state, message.userId);
  }

  /** Who is behind where the leader is has missed something. @param {FollowState} state @param {string | null} userId */
  _follow(state, userId) {
    this._takeOwner(userId);
    this._takeState({ ...state, leading: false });
    if (state.cursor !== null) this._deliver({ events: [], from: state.cursor, to: state.cursor });
  }

  /** @param {FollowState} state */
  _takeState(state) {
    this.state = state;
    for (const { onState } of this._subscriptions.values()) onState(state);
  }

  /** @param {Batch} batch */
  _deliver(batch) {
    this._cursor = batch.to;
    this._subscriptions.forEach((_, subscription) => subscription.put(batch));
  }

  /** @param {Message} message */
  _post(message) {
    if (!this._closing.signal.aborted) this._channel.postMessage(message);
  }
}
