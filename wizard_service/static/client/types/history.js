/**
 * Actions on many investigations of the history, as clients see them. These types run nothing; a
 * test compares them with the OpenAPI document.
 */

/**
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
 */

export {};
