/**
 * Leases of executors as clients see them. These types run nothing; a test compares them with the
 * OpenAPI document.
 */

/**
 * @typedef {object} LeaseClaim
 * @property {string} executor the name of the program that does the work
 * @property {number} [ttl_s] 5 to 600, default 45
 * @property {boolean} [takeover] also from a former run of the executor with this name
 *
 * @typedef {object} TakenLease
 * @property {string} lease_id
 * @property {string} executor
 * @property {number} fence grows with each new holder
 * @property {string} expires_at
 *
 * @typedef {'taken_over' | 'completed' | 'cancelled' | 'archived' | 'reset' | 'deleted'
 *   | 'error'} PauseReason
 *
 * @typedef {object} RenewedLease
 * @property {string} expires_at
 * @property {boolean} proceed false: the executor is to stop
 * @property {PauseReason} [reason] why it is to stop
 *
 * @typedef {object} Lease the newest one of an investigation
 * @property {string} executor
 * @property {number} fence
 * @property {string} taken_at
 * @property {string} last_seen_at
 * @property {string} expires_at
 * @property {string | null} ended_at
 * @property {'released' | 'lost' | 'taken_over' | 'completed' | 'cancelled' | 'archived'
 *   | 'reset' | null} end_reason
 *
 * @typedef {{ token: string, scope: string, expires_at: string }} ExecutorToken
 *
 * @typedef {object} Example of an executor, on the machine of the service
 * @property {string[]} command
 * @property {JsonObject} settings that fit its data
 */

/** @import { JsonObject } from './state.js' */

export {};
