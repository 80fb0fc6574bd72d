/** The feed by asking: poll and long-poll. A session is one request. */

import { WizardError } from '../problem.js';
import { SessionEnded, refusal } from './session.js';

/**
 * @import { WizardApi } from '../api.js'
 * @import { FeedEvent, PollAnswer } from '../types.js'
 * @import { Told } from './session.js'
 */

// Below the 30 s after which many proxies lose patience.
const HOLD_S = 25;
// Without it a busy feed would be asked again for every single event, and a service that is about to leave, and holds
// nothing back any more, all the time.
const LONG_POLL_PAUSE_MS = 200;
// The longest interval the service recommends; it recommends none for what is over and archived.
const LONGEST_INTERVAL_MS = 30_000;

export class PollTransport {
  /** @param {WizardApi} api @param {string} investigationId @param {'long_poll' | 'poll'} name */
  constructor(api, investigationId, name) {
    this.name = name;
    this._api = api;
    this._id = investigationId;
    this._waitS = name === 'long_poll' ? HOLD_S : undefined;
  }

  /**
   * The first answer is not held back: it shows that this transport works.
   * @param {string | null} cursor @param {AbortSignal} signal @param {boolean} isLive
   * @returns {AsyncGenerator<Told, void, void>}
   */
  async *session(cursor, signal, isLive) {
    const told = cursor === null ? null : await this._asked(cursor, signal, isLive ? this._waitS : undefined);
    if (told?.events) {
      yield { events: told.events, proven: true, cursor: told.cursor };
      throw new SessionEnded('answered', 'answered', this._pauseMs(told));
    }
    const answer = await this._asked(null, signal);
    yield { events: [stateSync(answer, cursor === null ? 'initial' : 'cursor_expired')], proven: true };
    throw new SessionEnded('answered', 'answered', 0);
  }

  /**
   * @param {string | null} cursor @param {AbortSignal} signal @param {number} [waitS]
   * @returns {Promise<PollAnswer | null>} null: the cursor has expired
   */
  async _asked(cursor, signal, waitS) {
    try {
      // Without If-None-Match: a cursor says more exactly what is known here.
      return await this._api.poll(this._id, { cursor, waitS, signal, attempts: 1 });
    } catch (failure) {
      if (!(failure instanceof WizardError)) throw failure;
      if (failure.status === 410) return null;
      throw failure.status === 429 ? new SessionEnded(failure.code, 'answered', failure.retryAfterMs) : refusal(failure);
    }
  }

  /** @param {PollAnswer} told */
  _pauseMs(told) {
    return this._waitS ? LONG_POLL_PAUSE_MS : (told.next_poll_interval ?? LONGEST_INTERVAL_MS);
  }
}

/**
 * What a stream would have said instead.
 * @param {PollAnswer | null} answer
 * @param {string} reason
 * @returns {FeedEvent}
 */
export function stateSync(answer, reason) {
  if (!answer?.state) throw new SessionEnded('the poll told no state', 'unfit');
  return {
    event_type: 'state_sync',
    investigation_id: answer.investigation_id,
    user_id: answer.state.user_id,
    timestamp: answer.timestamp,
    data: { sync_reason: reason, state: answer.state, cursor: answer.cursor },
  };
}
