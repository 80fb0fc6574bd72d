/** A session of a transport: it starts after a cursor and ends for a reason. */

import { WizardError } from '../problem.js';

/**
 * @import { FeedEvent } from '../types/feed.js'
 * @import { TransportName } from './types.js'
 *
 * @typedef {'completed' | 'interrupted' | 'unreachable' | 'unsupported' | 'over_capacity'
 *   | 'expired' | 'cut'} EndReason
 *   completed: a poll was answered; interrupted: reconnect; unreachable: the service does not
 *   answer, whatever the transport; unsupported: this transport does not get through;
 *   over_capacity: the service accepts no more connections of this transport; expired: renew the
 *   credentials; cut: this client ended it and reconnects at once
 *
 * @typedef {object} Received
 * @property {FeedEvent[]} events stored events and control events; can be empty
 * @property {boolean} proven both directions of the connection work
 * @property {string | null} [cursor] how far a poll has read: beyond its last event when later
 *   events belong to other investigations
 *
 * @typedef {object} FeedTransport
 * @property {TransportName} name
 * @property {(cursor: string | null, signal: AbortSignal, isLive: boolean) =>
 *   AsyncGenerator<Received, void, void>} session returns when the feed has ended for good, throws
 *   SessionEnded when it can continue, and WizardError when no reconnection helps. isLive: the last
 *   session used the same transport and proved that it works
 */

// The time allowed for the first bytes, and for a round trip.
export const ROUND_TRIP_TIMEOUT_MS = 10_000;
// A connection is closed when nothing has arrived for this many heartbeats.
const MAX_MISSED_HEARTBEATS = 2.5;
const FINAL_STATUSES = [400, 401, 403, 404, 422];
// Another transport may work when this one is disabled, or when a proxy does not support it.
const TRANSPORT_CODES = ['feature_disabled', 'http_400', 'http_403', 'http_404'];

export class SessionEnded extends Error {
  /**
   * @param {string} message
   * @param {EndReason} reason
   * @param {number | null} waitMs before the next session, if the service asked for a time
   */
  constructor(message, reason = 'interrupted', waitMs = null) {
    super(message);
    this.reason = reason;
    this.waitMs = waitMs;
  }
}

/**
 * Converts an error response into the way the session ends.
 * @param {WizardError} error
 * @returns {WizardError | SessionEnded} WizardError: final
 */
export function sessionEndOf(error) {
  const isFinal = FINAL_STATUSES.includes(error.status) && !TRANSPORT_CODES.includes(error.code);
  if (isFinal) return error;
  const message = `${error.status} ${error.code}`;
  if (error.status === 0) return new SessionEnded(message, 'unreachable', error.retryAfterMs);
  const reason = error.status === 429 ? 'over_capacity' : 'unsupported';
  return new SessionEnded(message, reason, error.retryAfterMs);
}

/**
 * Converts a failure during a session: a broken network raises TypeError, a truncated message
 * SyntaxError.
 * @param {unknown} failure
 * @param {AbortSignal} signal
 */
export function failureOf(failure, signal) {
  if (signal.aborted) return signal.reason;
  const isNetwork = failure instanceof TypeError || failure instanceof SyntaxError;
  return isNetwork ? new SessionEnded(String(failure)) : failure;
}

/**
 * Aborts a session that is idle for too long, or that has not proven in time that both directions
 * work: some proxies pass the first bytes and hold back the rest. Forwards the outer signal as
 * well.
 */
export class Watchdog {
  /** @param {AbortSignal} outer */
  constructor(outer) {
    this.isProven = false;
    this._abort = new AbortController();
    this._idleTimeoutMs = ROUND_TRIP_TIMEOUT_MS;
    this.signal = AbortSignal.any([outer, this._abort.signal]);
    this._proofTimer = this._abortAfter(ROUND_TRIP_TIMEOUT_MS, 'no round trip in time');
    this._idleTimer = this._abortAfter(ROUND_TRIP_TIMEOUT_MS, 'idle');
  }

  /** Restarts the idle timer after bytes have arrived. @param {FeedEvent[]} [events] */
  received(events = []) {
    const established = events.find(({ event_type }) => event_type === 'connection_established');
    if (established) {
      this._idleTimeoutMs = established.data.heartbeat_interval_ms * MAX_MISSED_HEARTBEATS;
    }
    clearTimeout(this._idleTimer);
    this._idleTimer = this._abortAfter(this._idleTimeoutMs, 'idle');
  }

  /** Records that both directions work. */
  prove() {
    this.isProven = true;
    clearTimeout(this._proofTimer);
  }

  stop() {
    clearTimeout(this._proofTimer);
    clearTimeout(this._idleTimer);
  }

  /** @param {number} ms @param {string} message */
  _abortAfter(ms, message) {
    const end = new SessionEnded(message, 'unsupported');
    return setTimeout(() => this._abort.abort(end), ms);
  }
}
