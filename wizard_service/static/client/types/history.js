/**
 * Actions on many investigations of the history, figures over them, and refused attempts, as clients
 * see them. These types run nothing; a test compares them with the OpenAPI document.
 */

/**
 * @import { InvestigationStatus, RiskLevel } from './state.js'
 *
 * @typedef {'archive' | 'restore' | 'cancel' | 'retry' | 'delete'} BulkActionName
 *
 * @typedef {{ action: BulkActionName, investigation_ids: string[] }} BulkAction
 *
 * @typedef {object} BulkResult
 * @property {string} investigation_id
 * @property {boolean} done
 * @property {number} [version] after the action
 * @property {string} [code] why the action was refused
 * @property {string} [detail]
 *
 * @typedef {object} BulkOutcome
 * @property {BulkActionName} action
 * @property {BulkResult[]} results
 * @property {number} done
 * @property {number} failed
 *
 * @typedef {object} RefusedAttempt an attempt to change an investigation
 * @property {string} investigation_id
 * @property {string} actor
 * @property {'USER' | 'WEBSOCKET' | 'POLLING' | 'SYSTEM'} source
 * @property {string} attempted such as `PUT state`
 * @property {string} code of the problem that was answered
 * @property {string} detail
 * @property {number} version that was current
 * @property {string} timestamp
 * @property {string} request_id
 *
 * @typedef {{ items: RefusedAttempt[], next_cursor: string | null }} RefusedPage
 *
 * @typedef {Record<InvestigationStatus, number>} StatusCounts
 *
 * @typedef {Record<RiskLevel, number>} RiskCounts
 *
 * @typedef {{ date: string, statuses: StatusCounts }} OverviewDay
 *
 * @typedef {object} ToolFigures
 * @property {string} tool_name
 * @property {number} runs with a known duration
 * @property {number} errors
 * @property {number} average_ms
 * @property {number} longest_ms
 *
 * @typedef {object} Overview
 * @property {OverviewDay[]} days
 * @property {number} total
 * @property {boolean} is_complete false when only the newest investigations are counted
 * @property {StatusCounts} statuses
 * @property {RiskCounts} risk_levels
 * @property {number} examined how many investigations `severities` and `tools` were taken from
 * @property {Record<string, number>} severities
 * @property {ToolFigures[]} tools the slowest first
 *
 * @typedef {object} UserFigures
 * @property {string} user_id
 * @property {number} investigations without archived ones
 * @property {number} archived
 * @property {number} in_progress
 * @property {number} in_error
 *
 * @typedef {{ users: UserFigures[], next_cursor: string | null }} UserList
 */

export {};
