/** Types of following a feed. Nothing here runs. */

/**
 * @import { WizardError } from '../problem.js'
 * @import { FeedEvent } from '../types/feed.js'
 *
 * @typedef {'websocket' | 'sse' | 'long_poll' | 'poll'} TransportName
 *
 * @typedef {object} FollowState
 * @property {'connecting' | 'live' | 'waiting' | 'ended'} phase waiting: between two attempts,
 *   `retry_in_ms` is the time left; ended: by `close`, the signal, or `error`. Polling counts as
 *   live between two polls
 * @property {TransportName | null} transport in use; null while another tab of this browser holds
 *   the stream and has not reported its transport
 * @property {boolean} leading false when the events come from another tab of this browser
 * @property {string | null} cursor the last id delivered, or the head of the feed at the start
 * @property {number} failures in a row
 * @property {number | null} retry_in_ms
 * @property {number | null} interval_ms between polls, when polling
 * @property {string | null} last_event_at when the last bytes arrived, heartbeats included
 * @property {WizardError | null} error that no reconnection resolves
 *
 * @typedef {object} FollowOptions
 * @property {string | null} [cursor] an event id; without one the feed begins with a `state_sync`
 *   of the current state
 * @property {TransportName[]} [transports] the preferred one first
 * @property {AbortSignal} [signal] ends the iteration
 * @property {(state: FollowState) => void} [onState]
 * @property {(event: FeedEvent) => void} [onNotice] receives control events, which are not stored:
 *   `heartbeat`, `persistence_degraded`, ...
 * @property {boolean} [shared] false: use a separate stream, even when another tab has one
 *
 * @typedef {{ events: FeedEvent[], from: string | null, to: string | null }} Batch the events
 *   between two cursors
 *
 * @typedef {{ type: 'batch', batch: Batch }
 *   | { type: 'leader_heartbeat', state: FollowState, userId: string | null }
 *   | { type: 'follower_heartbeat', isVisible: boolean }
 *   | { type: 'notice', event: FeedEvent }
 *   | { type: 'page_woke', isNetworkLost: boolean }
 *   | { type: 'interrupt', transport?: TransportName }} PageMessage between the tabs of one browser
 */

export {};
