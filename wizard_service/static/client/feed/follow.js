/** Following a feed without end, across reconnections and transports. */

import { WizardError } from '../problem.js';
import { stateSync } from './poll-transport.js';
import { INITIAL, FeedStream } from './stream.js';
import { canShare, join, leave } from './stream-registry.js';
import { Subscription } from './subscription.js';
import { TRANSPORTS } from './transports.js';

/**
 * @import { WizardApi } from '../api/index.js'
 * @import { FeedEvent } from '../types/feed.js'
 * @import { FollowOptions, FollowState, TransportName } from './types.js'
 */

/**
 * Yields every stored event once and in order, and a `state_sync` where the feed begins (without a
 * cursor) or resumes (when the cursor had expired). Iterate it once. Throws WizardError for a
 * failure that no reconnection resolves.
 * @param {WizardApi} api
 * @param {string | null} investigationId null: everything the caller owns
 * @param {FollowOptions} [options]
 */
export function follow(api, investigationId, options = {}) {
  return new Following(api, investigationId, options);
}

/** @implements {AsyncIterable<FeedEvent>} */
class Following {
  /**
   * @param {WizardApi} api
   * @param {string | null} investigationId
   * @param {FollowOptions} options
   */
  constructor(api, investigationId, options) {
    this._api = api;
    this._id = investigationId;
    this._options = options;
    this._closing = new AbortController();
    const signals = options.signal ? [options.signal] : [];
    this._signal = AbortSignal.any([this._closing.signal, ...signals]);
    /** @type {FollowState} */
    this._state = { ...INITIAL, cursor: options.cursor ?? null };
    /** @type {{ interrupt: FeedStream['interrupt'] } | null} */
    this._stream = null;
  }

  getState() {
    return this._state;
  }

  /**
   * Ends the current session as a network failure would, and reconnects.
   * @param {TransportName} [transport] of the next session
   */
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
      yield* isShared ? this._followShared() : this._followSeparately();
    } catch (failure) {
      if (this._signal.aborted) return;
      const error = failure instanceof WizardError ? failure : null;
      this._report({ ...this._state, phase: 'ended', error });
      throw failure;
    } finally {
      this._closing.abort();
      if (this._state.phase !== 'ended') this._report({ ...this._state, phase: 'ended' });
    }
  }

  /** @returns {AsyncGenerator<FeedEvent, void, void>} */
  async *_followSeparately() {
    /** @param {FollowState} state */
    const onState = (state) => this._report(state);
    const options = { ...this._options, signal: this._signal, onState };
    const stream = new FeedStream(this._api, this._id, options);
    this._stream = stream;
    for await (const { events } of stream.batches()) yield* events;
  }

  /** @returns {AsyncGenerator<FeedEvent, void, void>} */
  async *_followShared() {
    const { cursor = null } = this._options;
    let start = null;
    try {
      if (cursor === null || this._id !== null) start = await this._pollStart();
    } catch (failure) {
      // Only a poll returns the owner of an investigation, and polling can be disabled.
      const isDisabled = failure instanceof WizardError && failure.code === 'feature_disabled';
      if (!isDisabled) throw failure;
      return yield* this._followSeparately();
    }
    if (cursor === null && start) yield start;
    yield* this._subscribe(cursor ?? start?.data.cursor, start?.user_id ?? null);
  }

  /** Polls the state and the head of the feed, and returns them as a `state_sync`. */
  async _pollStart() {
    const options = { signal: this._signal, attempts: Infinity };
    const polled = await (this._id === null
      ? this._api.pollAll(options)
      : this._api.poll(this._id, options));
    return stateSync(polled, 'initial');
  }

  /**
   * @param {string} cursor
   * @param {string | null} owner of the investigation
   * @returns {AsyncGenerator<FeedEvent, void, void>}
   */
  async *_subscribe(cursor, owner) {
    const { transports = [...TRANSPORTS], onNotice = () => undefined } = this._options;
    const joined = await join(this._api, this._id, transports, owner, this._signal);
    const { stream, isFiltered } = joined;
    const subscription = new Subscription(this._api, this._id, isFiltered, cursor, this._signal);
    this._stream = stream;
    /** @param {FollowState} state */
    const onState = (state) => this._report({ ...state, cursor: subscription.cursor });
    try {
      stream.subscribers.add(subscription, { onState, onNotice });
      onState(stream.state);
      yield* subscription.events();
    } finally {
      stream.subscribers.remove(subscription);
      leave(stream);
    }
  }

  /** @param {FollowState} state */
  _report(state) {
    this._state = state;
    this._options.onState?.(state);
  }
}
