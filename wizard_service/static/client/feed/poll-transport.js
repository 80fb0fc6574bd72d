/** The feed by poll and long-poll; a session is one request. */

import { WizardError } from '../problem.js';
import { SessionEnded, sessionEndOf } from './session.js';

/**
 * @import { WizardApi } from '../api/index.js'
 * @import { FeedEvent, PollAllResponse, PollResponse } from '../types/feed.js'
 * @import { Received } from './session.js'
 */

// Many proxies close a request after 30 s.
const LONG_POLL_WAIT_S = 25;
// Without a pause the client would poll a busy feed for every single event, and would poll in a
// tight loop while the service shuts down and answers long polls at once.
const LONG_POLL_PAUSE_MS = 200;
// The longest interval that the service recommends; it recommends none for archived investigations.
const MAX_INTERVAL_MS = 30_000;

export class PollTransport {
  /**
   * @param {WizardApi} api
   * @param {string | null} investigationId null: everything the caller owns
   * @param {'long_poll' | 'poll'} name
   */
  constructor(api, investigationId, name) {
    this.name = name;
    this._api = api;
    this._id = investigationId;
    this._waitS = name === 'long_poll' ? LONG_POLL_WAIT_S : undefined;
  }

  /**
   * Polls once. The first poll does not wait for events, to prove early that this transport works.
   * @param {string | null} cursor
   * @param {AbortSignal} signal
   * @param {boolean} isLive
   * @returns {AsyncGenerator<Received, void, void>}
   */
  async *session(cursor, signal, isLive) {
    const waitS = isLive ? this._waitS : undefined;
    const polled = cursor === null ? null : await this._poll(cursor, signal, waitS);
    if (polled && 'user_id' in polled && !isLive) {
      yield { events: [connectionEstablished(polled)], proven: true };
    }
    if (polled?.events) {
      yield { events: polled.events, proven: true, cursor: polled.cursor };
      throw new SessionEnded('polled', 'completed', this._pauseMs(polled));
    }
    yield* this._synchronize(signal, cursor === null ? 'initial' : 'cursor_expired');
    throw new SessionEnded('polled', 'completed', 0);
  }

  /**
   * @param {AbortSignal} signal
   * @param {string} reason
   * @returns {AsyncGenerator<Received, void, void>}
   */
  async *_synchronize(signal, reason) {
    const polled = await this._poll(null, signal);
    if (polled && 'user_id' in polled) {
      yield { events: [connectionEstablished(polled)], proven: true };
    }
    yield { events: [stateSync(polled, reason)], proven: true };
  }

  /**
   * @param {string | null} cursor
   * @param {AbortSignal} signal
   * @param {number} [waitS]
   * @returns {Promise<PollResponse | PollAllResponse | null>} null: the cursor has expired
   */
  async _poll(cursor, signal, waitS) {
    try {
      const options = { cursor, waitS, signal, attempts: 1 };
      return await (this._id === null
        ? this._api.pollAll(options)
        : this._api.poll(this._id, options));
    } catch (failure) {
      if (!(failure instanceof WizardError)) throw failure;
      if (failure.status === 410) return null;
      if (failure.status !== 429) throw sessionEndOf(failure);
      throw new SessionEnded(failure.code, 'completed', failure.retryAfterMs);
    }
  }

  /** @param {PollResponse | PollAllResponse} polled */
  _pauseMs(polled) {
    return this._waitS ? LONG_POLL_PAUSE_MS : (polled.next_poll_interval ?? MAX_INTERVAL_MS);
  }
}

/**
 * Builds the `state_sync` that a stream would have sent.
 * @param {PollResponse | PollAllResponse | null} polled
 * @param {string} reason
 * @returns {FeedEvent}
 */
export function stateSync(polled, reason) {
  if (!polled?.state) throw new SessionEnded('the poll returned no state', 'unsupported');
  const { timestamp, cursor } = polled;
  const data = { sync_reason: reason, state: polled.state, cursor };
  const event = { event_type: 'state_sync', timestamp, data };
  if ('user_id' in polled) return { ...event, investigation_id: null, user_id: polled.user_id };
  return { ...event, investigation_id: polled.investigation_id, user_id: polled.state.user_id };
}

/**
 * Builds the event that begins a stream of everything; pages that share the stream need its owner.
 * @param {PollAllResponse} polled
 * @returns {FeedEvent}
 */
function connectionEstablished({ user_id, timestamp, cursor }) {
  const data = { transport: 'poll', cursor };
  return {
    event_type: 'connection_established',
    investigation_id: null,
    user_id,
    timestamp,
    data,
  };
}
