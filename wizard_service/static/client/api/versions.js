/** Changes between versions of an investigation (contract section 3). */

import { documentOf, pathOf } from '../http.js';

/**
 * @import { CallOptions, Http } from '../http.js'
 * @import { ChangeList } from '../types/feed.js'
 * @import { JsonObject } from '../types/state.js'
 */

/** @param {Http} http */
export function versionsApi(http) {
  return {
    /**
     * @param {string} id
     * @param {number} sinceVersion
     * @param {CallOptions & { snapshot?: boolean }} [call]
     * @returns {Promise<ChangeList | null>} null: no changes
     */
    changes: async (id, sinceVersion, { snapshot, ...call } = {}) => {
      const query = { since_version: sinceVersion, include_snapshot: snapshot };
      const response = await http.request(pathOf(id, 'changes'), { ...call, query });
      return response.status === 304 ? null : documentOf(response);
    },

    /**
     * Computes the merge patch between two versions.
     * @param {string} id
     * @param {number} from
     * @param {number} [to] default: the current version
     * @param {CallOptions} [call]
     * @returns {Promise<JsonObject>}
     */
    diff: async (id, from, to, call = {}) =>
      documentOf(await http.request(pathOf(id, 'diff'), { ...call, query: { from, to } })),
  };
}
