/**
 * The configuration of an installation and the caller's share of its quotas, as clients see them.
 * These types run nothing; a test compares them with the OpenAPI document.
 */

/**
 * @typedef {object} PollingConfig
 * @property {number} fast_interval_ms
 * @property {number} normal_interval_ms
 * @property {number} slow_interval_ms
 * @property {number} max_retries
 * @property {number} backoff_multiplier
 * @property {number} max_backoff_ms
 * @property {number} rate_limit_per_s 0: no limit
 *
 * @typedef {{ heartbeat_interval_ms: number, idle_timeout_ms: number }} WebSocketConfig
 *
 * @typedef {object} ClientConfig
 * @property {string} api_base_url
 * @property {string} ws_base_url
 * @property {PollingConfig} polling
 * @property {WebSocketConfig} websocket
 * @property {Record<string, boolean>} features
 * @property {Record<string, number>} limits by name; 0: no limit
 *
 * @typedef {'host' | 'all'} Scope host: each host has its own count; all: one count over all hosts
 *
 * @typedef {object} StoredShare
 * @property {Scope} scope
 * @property {number} used
 * @property {number | null} limit null: no limit
 * @property {number | null} remaining
 *
 * @typedef {object} Allowance
 * @property {Scope} scope
 * @property {number | null} limit null: no limit
 * @property {number} window_s
 * @property {number | null} remaining how many may follow at once
 *
 * @typedef {object} Usage
 * @property {string} user_id
 * @property {StoredShare} investigations
 * @property {StoredShare} stored_bytes
 * @property {Allowance} reported_events
 * @property {Allowance} writes
 * @property {Allowance} tickets
 */

export {};
