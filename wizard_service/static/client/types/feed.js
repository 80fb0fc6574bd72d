/**
 * Events, polls and connections as clients see them. These types run nothing; a test compares them
 * with the OpenAPI document.
 */

/**
 * @import { ActiveInvestigation } from './lists.js'
 * @import { JsonObject, WizardState } from './state.js'
 *
 * @typedef {'USER' | 'WEBSOCKET' | 'POLLING' | 'SYSTEM'} Source
 *
 * @typedef {object} FeedEvent
 * @property {string} [id] `<epoch>-<offset>`; absent in control events such as `heartbeat`
 * @property {string} event_type
 * @property {string | null} investigation_id
 * @property {string} user_id the owner of the feed
 * @property {number | null} [version]
 * @property {string} timestamp when it happened, as an executor may state it
 * @property {string} [committed_at] when the service stored it; absent in control events
 * @property {string} [actor]
 * @property {Source} [source]
 * @property {string} [request_id]
 * @property {string} [trace_id] of the caller's `traceparent`; absent without one
 * @property {JsonObject} data
 *
 * @typedef {{ version: number, events: FeedEvent[] }} ReportResult
 *
 * @typedef {object} PollResponse
 * @property {string} timestamp
 * @property {boolean} has_changes
 * @property {string} cursor
 * @property {number | null} next_poll_interval ms, null once nothing can change
 * @property {FeedEvent[]} [events]
 * @property {string} investigation_id
 * @property {number} version
 * @property {WizardState} [state]
 * @property {JsonObject} [changes]
 *
 * @typedef {object} PollAllResponse everything the user owns
 * @property {string} timestamp
 * @property {boolean} has_changes
 * @property {string} cursor
 * @property {number | null} next_poll_interval ms
 * @property {FeedEvent[]} [events]
 * @property {string} user_id
 * @property {ActiveInvestigation[]} [state]
 *
 * @typedef {'PROGRESS_UPDATE' | 'TOOL_EXECUTION_UPDATE' | 'STEP_CHANGE' | 'STATUS_CHANGE'
 *   | 'SETTINGS_MODIFIED' | 'RESULTS_FINALIZED'} ChangeType
 *
 * @typedef {object} Change
 * @property {number} version
 * @property {string} timestamp
 * @property {ChangeType} change_type
 * @property {string[]} fields_changed
 * @property {JsonObject} details
 *
 * @typedef {object} ChangeList
 * @property {string} investigation_id
 * @property {number} from_version
 * @property {number} to_version
 * @property {Change[]} changes
 * @property {WizardState | null} current_snapshot
 *
 * @typedef {object} Connection
 * @property {string} user_id
 * @property {'poll' | 'long_poll' | 'sse' | 'websocket'} transport
 * @property {string} client_id
 * @property {'investigation' | 'everything'} follows
 * @property {string} since
 * @property {string} cursor
 * @property {number} behind_events
 * @property {string} [last_poll_at]
 * @property {number | null} [interval_ms]
 * @property {number} [polls]
 * @property {number} [errors]
 * @property {number} [unchanged_share] 0 to 1
 *
 * @typedef {object} Connections
 * @property {string} investigation_id
 * @property {'host'} scope
 * @property {string} timestamp
 * @property {Connection[]} connections
 *
 * @typedef {{ fast_ms: number, normal_ms: number, slow_ms: number }} RecommendedIntervals
 *
 * @typedef {object} ServerLoad
 * @property {'host'} scope
 * @property {number} active_connections
 * @property {number} max_connections
 * @property {number} load_percentage
 *
 * @typedef {object} Health
 * @property {'healthy' | 'degraded' | 'unavailable'} status
 * @property {string} server_time
 * @property {RecommendedIntervals} recommended_intervals
 * @property {ServerLoad} server_load
 * @property {string} [message]
 */

export {};
