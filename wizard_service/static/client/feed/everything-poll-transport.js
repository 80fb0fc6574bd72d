/**
 * The feed of everything by asking: the list of active investigations says how far the feed has come, and polls of the
 * ones that changed last bring the events. The numbers of a feed have no gaps, so it is known when all have been found.
 */

import { WizardError } from '../problem.js';
import { parts } from './place.js';
import { SessionEnded, refusal } from './session.js';

/**
 * @import { WizardApi } from '../api.js'
 * @import { Call } from '../http.js'
 * @import { ActiveList, FeedEvent } from '../types.js'
 * @import { Told } from './session.js'
 */

const MOST_LISTED = 100;
// Each costs a request; events of more investigations than this are replaced by a fresh list.
const MOST_POLLS = 10;
const INTERVAL_MS = 2_000;

export class EverythingPollTransport {
  /** @param {WizardApi} api */
  constructor(api) {
    this.name = /** @type {const} */ ('poll');
    this._api = api;
  }

  /** @param {string | null} cursor @param {AbortSignal} signal @returns {AsyncGenerator<Told, void, void>} */
  async *session(cursor, signal) {
    try {
      const list = await ownList(this._api, { signal, attempts: 1 });
      yield { events: [established(list)], proven: true };
      yield { events: await this._told(list, cursor, signal), proven: true, cursor: list.cursor };
    } catch (failure) {
      if (!(failure instanceof WizardError)) throw failure;
      // There is always a list, if only an empty one: who says otherwise is another service.
      throw failure.status === 404 ? new SessionEnded(failure.code, 'unfit') : refusal(failure);
    }
    throw new SessionEnded('answered', 'answered', INTERVAL_MS);
  }

  /** @param {ActiveList} list @param {string | null} cursor @param {AbortSignal} signal */
  async _told(list, cursor, signal) {
    if (cursor === list.cursor) return [];
    if (cursor === null) return [listSync(list, 'initial')];
    return (await this._between(list, cursor, signal)) ?? [listSync(list, 'cursor_expired')];
  }

  /**
   * Return all events after the cursor up to the list's, null when some cannot be found: of what was deleted, archived,
   * or is too much.
   * @param {ActiveList} list @param {string} cursor @param {AbortSignal} signal
   */
  async _between(list, cursor, signal) {
    const [[epoch, from], [newEpoch, to]] = [parts(cursor), parts(list.cursor)];
    if (epoch !== newEpoch || from > to) return null;
    /** @type {Map<string, FeedEvent>} */
    const found = new Map();
    for (const { investigation_id } of list.investigations.slice(0, MOST_POLLS)) {
      if (found.size === to - from) break;
      for await (const event of this._eventsOf(investigation_id, cursor, to, signal)) {
        if (event.id && parts(event.id)[1] <= to) found.set(event.id, event);
      }
    }
    return found.size === to - from ? [...found.values()].sort(byNumber) : null;
  }

  /**
   * Poll up to number `to`; one answer need not tell all.
   * @param {string} id @param {string} cursor @param {number} to @param {AbortSignal} signal
   * @returns {AsyncGenerator<FeedEvent, void, void>}
   */
  async *_eventsOf(id, cursor, to, signal) {
    try {
      for (let after = cursor; parts(after)[1] < to; ) {
        const told = await this._api.poll(id, { cursor: after, signal, attempts: 1 });
        yield* told.events ?? [];
        after = told.cursor;
      }
    } catch (failure) {
      // Deleted since, or a cursor that can no longer be followed: the list tells what is left.
      if (!(failure instanceof WizardError && [404, 410].includes(failure.status))) throw failure;
    }
  }
}

/**
 * What the feed of everything tells of: what others have shared is in the feeds of these.
 * @param {WizardApi} api @param {Call} call @returns {Promise<ActiveList>}
 */
export async function ownList(api, call) {
  const list = await api.active({ limit: MOST_LISTED }, call);
  return { ...list, investigations: list.investigations.filter(({ role }) => role === 'owner') };
}

/** @param {FeedEvent} one @param {FeedEvent} other */
function byNumber(one, other) {
  return parts(one.id ?? '')[1] - parts(other.id ?? '')[1];
}

/** What a stream would have begun with. @param {ActiveList} list @returns {FeedEvent} */
function established(list) {
  return { ...listSync(list, 'initial'), event_type: 'connection_established', data: { transport: 'poll', cursor: list.cursor } };
}

/** @param {ActiveList} list @param {string} reason @returns {FeedEvent} */
export function listSync(list, reason) {
  return {
    event_type: 'state_sync',
    investigation_id: null,
    user_id: list.investigations[0]?.user_id ?? '',
    timestamp: list.timestamp,
    data: { sync_reason: reason, state: list.investigations, cursor: list.cursor },
  };
}
