/** Which transport a stream uses next, and how long it waits before it reconnects. */

import { backoffMs } from '../backoff.js';

/**
 * @import { Backoff } from '../backoff.js'
 * @import { EndReason, SessionEnded } from './session.js'
 */

// A failed retry of the preferred transport costs time, so the wait doubles from one retry to the
// next.
export const FIRST_RETRY_MS = 60_000;
export const MAX_RETRY_MS = 600_000;
// Clients that lose their connection together reconnect spread over this time.
export const SPREAD_MS = 500;
// A restarting service is unreachable by every transport, but a content blocker or a proxy may stop
// one and not the next.
const UNREACHABLE_BEFORE_FALLBACK = 3;

/** Selects the most preferred transport that works, and retries the preferred one. */
export class TransportFallback {
  /**
   * @param {number} levels number of transports; level 0 is the preferred one
   * @param {() => number} [clock] ms
   */
  constructor(levels, clock = () => performance.now()) {
    this.level = 0;
    this._levels = levels;
    this._clock = clock;
    this._retryMs = FIRST_RETRY_MS;
    this._retryAt = 0;
  }

  /** Returns the level to use now, which is 0 when its retry is due. */
  choose() {
    if (this.level > 0 && this._clock() >= this._retryAt) this.level = 0;
    return this.level;
  }

  /** The time until the preferred transport is retried. */
  get retryInMs() {
    // A timer that fires a fraction of a millisecond early would end a stream for nothing.
    return Math.max(0, Math.ceil(this._retryAt - this._clock()));
  }

  /** Records that the current level works. */
  confirm() {
    if (this.level === 0) this._retryMs = FIRST_RETRY_MS;
  }

  /** Moves to the next level, from the last to the first. */
  degrade() {
    if (this.level === 0) this._scheduleRetry();
    this.level = (this.level + 1) % this._levels;
    // When every transport fails, the preferred one is not to blame.
    if (this.level === 0) this._retryMs = FIRST_RETRY_MS;
  }

  /**
   * Moves to the next level when that may work where the session has ended.
   * @param {EndReason} reason
   * @param {number} failures in a row before this one
   * @param {boolean} hasStarted the session had delivered something
   */
  degradeAfter(reason, failures, hasStarted) {
    if (isTransportAtFault(reason, failures, hasStarted)) this.degrade();
  }

  /** Selects a level. @param {number} level */
  use(level) {
    if (this.level === 0 && level > 0) this._scheduleRetry();
    this.level = level;
  }

  _scheduleRetry() {
    this._retryAt = this._clock() + this._retryMs;
    this._retryMs = Math.min(2 * this._retryMs, MAX_RETRY_MS);
  }
}

/**
 * Returns whether another transport may work where a session of this one has ended.
 * @param {EndReason} reason
 * @param {number} failures
 * @param {boolean} hasStarted
 */
function isTransportAtFault(reason, failures, hasStarted) {
  if (reason === 'unreachable') return (failures + 1) % UNREACHABLE_BEFORE_FALLBACK === 0;
  if (reason === 'interrupted') return !hasStarted;
  return reason === 'unsupported' || reason === 'over_capacity';
}

/**
 * Returns the wait before the next session.
 * @param {SessionEnded} ended
 * @param {number} failures in a row
 * @param {boolean} isNextUntried the next session uses a transport that has not failed yet
 * @param {Backoff} backoff
 */
export function reconnectDelayMs({ reason, waitMs }, failures, isNextUntried, backoff) {
  // The wait until one transport has capacity again does not apply to the next transport.
  const isAtOnce = isNextUntried && (waitMs === null || reason === 'over_capacity');
  if (reason === 'expired' || (isAtOnce && reason !== 'unreachable')) {
    return Math.random() * SPREAD_MS;
  }
  return waitMs ?? backoffMs(failures, backoff);
}
