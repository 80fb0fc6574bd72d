/** What following a feed takes and tells. Nothing runs here. */

/**
 * @import { WizardError } from '../problem.js'
 * @import { FeedEvent } from '../types.js'
 *
 * @typedef {'websocket' | 'sse' | 'long_poll' | 'poll'} TransportName
 *
 * @typedef {object} FollowState
 * @property {'connecting' | 'live' | 'waiting' | 'ended'} phase waiting: between two attempts, `retry_in_ms` says how
 *   long; ended: by `close`, the signal, or `error`. Polling counts as live between two polls.
 * @property {TransportName | null} transport the one in use; null while another tab of this browser holds the stream
 *   and has not said which
 * @property {boolean} leading false when the events come from another tab of this browser
 * @property {string | null} cursor the last id told, or where the feed was when it began
 * @property {number} failures in a row
 * @property {number | null} retry_in_ms
 * @property {number | null} interval_ms between polls, when polling
 * @property {string | null} last_event_at when the last bytes came, heartbeats included
 * @property {WizardError | null} error what no reconnection mends
 *
 * @typedef {object} FollowOptions
 * @property {string | null} [cursor] an event id; without one the first thing told is a `state_sync` of now
 * @property {TransportName[]} [transports] the best first
 * @property {AbortSignal} [signal] ends the following
 * @property {(state: FollowState) => void} [onState]
 * @property {(notice: FeedEvent) => void} [onNotice] what is not stored: `heartbeat`, `persistence_degraded`, ...
 * @property {boolean} [shared] false: a stream of its own, even when another tab of this browser has one
 *
 * @typedef {object} Following what `follow` returns: an async iterable, to be iterated once
 * @property {() => AsyncIterator<FeedEvent>} [Symbol.asyncIterator]
 * @property {() => FollowState} getState
 * @property {(transport?: TransportName) => void} interrupt cuts the present session as a network would and goes on,
 *   by the given transport if one is given
 * @property {() => void} close
 *
 * @typedef {{ events: FeedEvent[], from: string | null, to: string | null }} Batch what lies between two cursors
 *
 * @typedef {{ type: 'batch', batch: Batch }
 *   | { type: 'beat', state: FollowState, userId: string | null }
 *   | { type: 'notice', event: FeedEvent }
 *   | { type: 'hello', isSeen: boolean }
 *   | { type: 'wake', isCut: boolean }
 *   | { type: 'interrupt', transport?: TransportName }} Message between the pages of one browser
 */

export {};
