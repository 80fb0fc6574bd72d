/** What is said about the feed, whatever the transport. */

/**
 * @import { FollowState } from '../feed/types.js'
 * @import { PollingState } from './types.js'
 */

// Contract section 6: only then is the user told.
const SILENT_FAILURES = 3;

/** @type {PollingState} */
export const NOT_POLLING = Object.freeze({
  isPolling: false,
  isConnected: false,
  lastUpdate: null,
  error: null,
  retryCount: 0,
  currentInterval: 0,
  transport: null,
  leading: false,
  cursor: null,
});

/** @param {FollowState} feed @returns {PollingState} */
export function pollingStateOf({
  phase,
  transport,
  leading,
  cursor,
  failures,
  interval_ms,
  last_event_at,
}) {
  return {
    isPolling: phase !== 'ended',
    isConnected: phase === 'live',
    lastUpdate: last_event_at,
    error: failures >= SILENT_FAILURES ? 'The service does not answer; trying again.' : null,
    retryCount: failures,
    currentInterval: interval_ms ?? 0,
    transport,
    leading,
    cursor,
  };
}
