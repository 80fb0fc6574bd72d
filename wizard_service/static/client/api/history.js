/** The history: past investigations, listed, archived and acted on together (contract section 9). */

import { documentOf } from '../http.js';

/**
 * @import { CallOptions, Http, Query } from '../http.js'
 * @import { BulkAction, BulkOutcome, Overview, UserList } from '../types/history.js'
 * @import { ArchivedMany, HistoryEntry, HistoryItem, Page } from '../types/lists.js'
 * @import { WizardState } from '../types/state.js'
 */

/** @param {Http} http */
export function historyApi(http) {
  /** @param {string} id @param {string} [command] */
  const historyPath = (id, command = '') => `/history/${encodeURIComponent(id)}${command}`;

  return {
    /**
     * @param {Query} [query] status, risk_level, entity_type, from, to, q, waiting, archived,
     *   sort, page, limit, cursor, user_id (of another user, for admins)
     * @param {CallOptions} [call]
     * @returns {Promise<Page<HistoryItem>>}
     */
    history: async (query = {}, call = {}) =>
      documentOf(await http.request('/history', { ...call, query })),

    /**
     * Counts the investigations of the last days.
     * @param {Query} [query] days, utc_offset in minutes, user_id
     * @param {CallOptions} [call]
     * @returns {Promise<Overview>}
     */
    overview: async (query = {}, call = {}) =>
      documentOf(await http.request('/overview', { ...call, query })),

    /**
     * Lists the users that have investigations, for admins.
     * @param {Query} [query] limit, cursor
     * @param {CallOptions} [call]
     * @returns {Promise<UserList>}
     */
    users: async (query = {}, call = {}) =>
      documentOf(await http.request('/users', { ...call, query })),

    /** @param {string} id @param {CallOptions} [call] @returns {Promise<HistoryEntry>} */
    historyOf: async (id, call = {}) => documentOf(await http.request(historyPath(id), call)),

    /** @param {string} id @param {CallOptions} [call] @returns {Promise<WizardState>} */
    archive: async (id, call = {}) =>
      documentOf(await http.request(historyPath(id, '/archive'), { ...call, method: 'POST' })),

    /** @param {string} id @param {CallOptions} [call] @returns {Promise<WizardState>} */
    unarchive: async (id, call = {}) =>
      documentOf(await http.request(historyPath(id, '/restore'), { ...call, method: 'POST' })),

    /**
     * @param {{ investigation_ids: string[] }} selection
     * @param {CallOptions} [call]
     * @returns {Promise<ArchivedMany>}
     */
    archiveMany: async (selection, call = {}) => {
      const options = { method: 'POST', body: selection };
      return documentOf(await http.request('/history/archive', { ...call, ...options }));
    },

    /**
     * Runs an action on at most 100 investigations, each on its own.
     * @param {BulkAction} bulk
     * @param {CallOptions} [call]
     * @returns {Promise<BulkOutcome>}
     */
    runBulk: async (bulk, call = {}) => {
      const options = { method: 'POST', body: bulk };
      return documentOf(await http.request('/history/bulk', { ...call, ...options }));
    },
  };
}
