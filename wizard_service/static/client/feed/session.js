/** What the transports of the feed have in common: a session begins after a cursor and ends for a reason. */

import { WizardError } from '../problem.js';

/**
 * @import { FeedEvent } from '../types.js'
 * @import { TransportName } from './types.js'
 *
 * @typedef {'answered' | 'broken' | 'unreachable' | 'unfit' | 'no_room' | 'expired' | 'cut'} End
 *   answered: a poll is, each time; broken: come back; unreachable: nobody to talk to, by any transport; unfit: this
 *   transport does not get through; no_room: for one more by this transport; expired: the credentials, get new ones; cut: by
 *   ourselves, go on at once
 *
 * @typedef {object} Told
 * @property {FeedEvent[]} events what has arrived, unstored ones included; may be empty
 * @property {boolean} proven both directions work
 * @property {string | null} [cursor] how far a poll has told: further than its last event, when what followed was not ours
 *
 * @typedef {object} FeedTransport
 * @property {TransportName} name
 * @property {(cursor: string | null, signal: AbortSignal, isLive: boolean) => AsyncGenerator<Told, void, void>} session
 *   ends by returning when there will never be more, else by SessionEnded, or WizardError for what is final; isLive: the
 *   session before was of the same transport and has shown that it works
 */

// How long the first bytes, or the answer to our first question, may take.
export const PATIENCE_MS = 10_000;
// A connection is given up when nothing has come for so many heartbeats.
const HEARTBEATS_OF_SILENCE = 2.5;
// Refusals that no repetition mends; but a transport that is switched off, or a proxy that knows nothing of it, says
// nothing about the next one.
const FINAL_STATUSES = [400, 401, 403, 404, 422];
const PASSING_CODES = ['feature_disabled', 'http_400', 'http_403', 'http_404'];

export class SessionEnded extends Error {
  /**
   * @param {string} why
   * @param {End} end
   * @param {number | null} waitMs when to come back, as the service asked for
   */
  constructor(why, end = 'broken', waitMs = null) {
    super(why);
    this.end = end;
    this.waitMs = waitMs;
  }
}

/**
 * What an answer that is not a feed means.
 * @param {WizardError} error
 * @returns {WizardError | SessionEnded}
 */
export function refusal(error) {
  if (FINAL_STATUSES.includes(error.status) && !PASSING_CODES.includes(error.code)) return error;
  const end = error.status === 0 ? 'unreachable' : error.status === 429 ? 'no_room' : 'unfit';
  return new SessionEnded(`${error.status} ${error.code}`, end, error.retryAfterMs);
}

/**
 * Aborts a session that is silent for too long, or that has not proven in time that both directions work: a proxy that
 * lets some bytes through and holds the rest back tells nothing. Listens to the signal from outside as well.
 */
export class Watchdog {
  /** @param {AbortSignal} outer */
  constructor(outer) {
    this.isProven = false;
    this._abort = new AbortController();
    this._silenceMs = PATIENCE_MS;
    this.signal = AbortSignal.any([outer, this._abort.signal]);
    this._proof = this._giveUpAfter(PATIENCE_MS, 'no round trip in time');
    this._silence = this._giveUpAfter(PATIENCE_MS, 'silence');
  }

  /** @param {FeedEvent[]} [events] */
  heard(events = []) {
    const established = events.find((event) => event.event_type === 'connection_established');
    if (established)
      this._silenceMs = established.data.heartbeat_interval_ms * HEARTBEATS_OF_SILENCE;
    clearTimeout(this._silence);
    this._silence = this._giveUpAfter(this._silenceMs, 'silence');
  }

  prove() {
    this.isProven = true;
    clearTimeout(this._proof);
  }

  stop() {
    clearTimeout(this._proof);
    clearTimeout(this._silence);
  }

  /** @param {number} ms @param {string} why */
  _giveUpAfter(ms, why) {
    return setTimeout(() => this._abort.abort(new SessionEnded(why, 'unfit')), ms);
  }
}

/**
 * What a failure inside a session means; a network that breaks shows as TypeError, half a message as SyntaxError.
 * @param {unknown} failure
 * @param {AbortSignal} signal
 */
export function ending(failure, signal) {
  if (signal.aborted) return signal.reason;
  return failure instanceof TypeError || failure instanceof SyntaxError
    ? new SessionEnded(String(failure))
    : failure;
}
