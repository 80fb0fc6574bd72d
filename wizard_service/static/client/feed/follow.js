/** Following a feed for ever, over reconnections and from one transport to the next. */

import { WizardError } from '../problem.js';
import { INITIAL, OwnStream } from './stream.js';
import { stateSync } from './poll-transport.js';
import { canShare, join, leave } from './stream-registry.js';
import { Subscription } from './subscription.js';
import { TRANSPORTS } from './transports.js';

/**
 * @import { WizardApi } from '../api/index.js'
 * @import { Call } from '../http.js'
 * @import { FeedEvent } from '../types.js'
 * @import { FollowOptions, FollowState, TransportName } from './types.js'
 */

/**
 * Every stored event once and in order, and `state_sync` where the feed begins (without a cursor) or goes on from (when
 * the cursor had expired). Iterate it once. Throws WizardError for what no reconnection mends.
 * @param {WizardApi} api
 * @param {string | null} investigationId null: everything the caller owns
 * @param {FollowOptions} [options]
 */
export function follow(api, investigationId, options = {}) {
  return new Following(api, investigationId, options);
}

/** @implements {AsyncIterable<FeedEvent>} */
class Following {
  /** @param {WizardApi} api @param {string | null} investigationId @param {FollowOptions} options */
  constructor(api, investigationId, options) {
    this._api = api;
    this._id = investigationId;
    this._options = options;
    this._closing = new AbortController();
    this._signal = options.signal
      ? AbortSignal.any([options.signal, this._closing.signal])
      : this._closing.signal;
    /** @type {FollowState} */
    this._state = { ...INITIAL, cursor: options.cursor ?? null };
    /** @type {{ interrupt: OwnStream['interrupt'] } | null} */
    this._stream = null;
  }

  getState() {
    return this._state;
  }

  /** Cut the present session as a network would and go on, by this transport if one is given. @param {TransportName} [transport] */
  interrupt(transport) {
    this._stream?.interrupt(transport);
  }

  close() {
    this._closing.abort();
  }

  /** @returns {AsyncGenerator<FeedEvent, void, void>} */
  async *[Symbol.asyncIterator]() {
    try {
      const isShared = (this._options.shared ?? true) && (await canShare());
      yield* isShared ? this._shared() : this._own();
    } catch (failure) {
      if (this._signal.aborted) return;
      this._say({
        ...this._state,
        phase: 'ended',
        error: failure instanceof WizardError ? failure : null,
      });
      throw failure;
    } finally {
      this._closing.abort();
      if (this._state.phase !== 'ended') this._say({ ...this._state, phase: 'ended' });
    }
  }

  /** @returns {AsyncGenerator<FeedEvent, void, void>} */
  async *_own() {
    const options = {
      ...this._options,
      signal: this._signal,
      onState: (/** @type {FollowState} */ state) => this._say(state),
    };
    const stream = new OwnStream(this._api, this._id, options);
    this._stream = stream;
    for await (const { events } of stream.batches()) yield* events;
  }

  /** @returns {AsyncGenerator<FeedEvent, void, void>} */
  async *_shared() {
    const call = { signal: this._signal, attempts: Infinity };
    const {
      cursor = null,
      transports = [...TRANSPORTS],
      onNotice = () => undefined,
    } = this._options;
    let beginning = null;
    try {
      if (cursor === null || this._id !== null)
        beginning = await beginningOf(this._api, this._id, call);
    } catch (failure) {
      // Only polling tells whose feed it is, and it may be switched off.
      if (failure instanceof WizardError && failure.code === 'feature_disabled')
        return yield* this._own();
      throw failure;
    }
    if (cursor === null && beginning) yield beginning;
    const { stream, isFiltered } = await join(
      this._api,
      this._id,
      transports,
      beginning?.user_id ?? null,
      this._signal,
    );
    const subscription = new Subscription(
      this._api,
      this._id,
      isFiltered,
      cursor ?? beginning?.data.cursor,
      this._signal,
    );
    this._stream = stream;
    const onState = (/** @type {FollowState} */ state) =>
      this._say({ ...state, cursor: subscription.cursor });
    try {
      stream.add(subscription, { onState, onNotice });
      onState(stream.state);
      yield* subscription.events();
    } finally {
      stream.remove(subscription);
      leave(stream);
    }
  }

  /** @param {FollowState} state */
  _say(state) {
    this._state = state;
    this._options.onState?.(state);
  }
}

/**
 * Where the feed is now, as a `state_sync`.
 * @param {WizardApi} api @param {string | null} id @param {Call} call
 */
async function beginningOf(api, id, call) {
  return stateSync(id === null ? await api.pollAll(call) : await api.poll(id, call), 'initial');
}
