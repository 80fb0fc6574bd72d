/** The feed by asking: poll and long-poll. A session is one request. */

import { WizardError } from '../problem.js';
import { SessionEnded, refusal } from './session.js';

/**
 * @import { WizardApi } from '../api/index.js'
 * @import { FeedEvent, PollAllAnswer, PollAnswer, WizardState } from '../types.js'
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
  /** @param {WizardApi} api @param {string | null} investigationId null: everything the caller owns @param {'long_poll' | 'poll'} name */
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
    const told =
      cursor === null ? null : await this._asked(cursor, signal, isLive ? this._waitS : undefined);
    if (told && 'user_id' in told && !isLive) yield { events: [established(told)], proven: true };
    if (told?.events) {
      yield { events: told.events, proven: true, cursor: told.cursor };
      throw new SessionEnded('answered', 'answered', this._pauseMs(told));
    }
    const answer = await this._asked(null, signal);
    if (answer && 'user_id' in answer) yield { events: [established(answer)], proven: true };
    yield {
      events: [stateSync(answer, cursor === null ? 'initial' : 'cursor_expired')],
      proven: true,
    };
    throw new SessionEnded('answered', 'answered', 0);
  }

  /**
   * @param {string | null} cursor @param {AbortSignal} signal @param {number} [waitS]
   * @returns {Promise<PollAnswer | PollAllAnswer | null>} null: the cursor has expired
   */
  async _asked(cursor, signal, waitS) {
    try {
      // Without If-None-Match: a cursor says more exactly what is known here.
      const call = { cursor, waitS, signal, attempts: 1 };
      return await (this._id === null ? this._api.pollAll(call) : this._api.poll(this._id, call));
    } catch (failure) {
      if (!(failure instanceof WizardError)) throw failure;
      if (failure.status === 410) return null;
      throw failure.status === 429
        ? new SessionEnded(failure.code, 'answered', failure.retryAfterMs)
        : refusal(failure);
    }
  }

  /** @param {PollAnswer | PollAllAnswer} told */
  _pauseMs(told) {
    return this._waitS ? LONG_POLL_PAUSE_MS : (told.next_poll_interval ?? LONGEST_INTERVAL_MS);
  }
}

/**
 * What a stream would have said instead.
 * @param {PollAnswer | PollAllAnswer | null} answer
 * @param {string} reason
 * @returns {FeedEvent}
 */
export function stateSync(answer, reason) {
  if (!answer?.state) throw new SessionEnded('the poll told no state', 'unfit');
  const { state, timestamp, cursor } = answer;
  const data = { sync_reason: reason, state, cursor };
  const { user_id } = 'user_id' in answer ? answer : /** @type {WizardState} */ (state);
  const investigation_id = 'investigation_id' in answer ? answer.investigation_id : null;
  return { event_type: 'state_sync', investigation_id, user_id, timestamp, data };
}

/** How a stream of everything would have begun: pages that share it want to know whose it is. @param {PollAllAnswer} answer @returns {FeedEvent} */
function established({ user_id, timestamp, cursor }) {
  return {
    event_type: 'connection_established',
    investigation_id: null,
    user_id,
    timestamp,
    data: { transport: 'poll', cursor },
  };
}
