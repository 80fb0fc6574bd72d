/**
 * Actions on many investigations of the history, and figures over them, as clients see them. These
 * types run nothing; a test compares them with the OpenAPI document.
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
