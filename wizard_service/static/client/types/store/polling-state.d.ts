/** @param {FollowState} feed @returns {PollingState} */
export function pollingStateOf({ phase, transport, leading, cursor, failures, interval_ms, last_event_at }: FollowState): PollingState;
/** @type {PollingState} */
export const NOT_POLLING: PollingState;
import type { FollowState } from '../feed/types.js';
import type { PollingState } from './types.js';
