/** Asking for what is new (contract section 6). */

import { documentOf, pathOf } from './answers.js';

/**
 * @import { Call, Http, Query } from '../http.js'
 * @import { ActiveList, Health, PollAnswer } from '../types.js'
 */

/** @param {Http} http */
export function pollingCalls(http) {
  return {
    /**
     * Without a cursor the whole state, with one the events after it.
     * @param {string} id
     * @param {Call & { cursor?: string | null, waitS?: number, withState?: boolean }} [call] waitS: at most 30
     * @returns {Promise<PollAnswer>}
     */
    poll: async (id, { cursor, waitS, withState, ...call } = {}) => {
      const query = { after: cursor, wait: waitS, include: withState ? 'state' : undefined };
      const timeoutMs = http.timeoutMs + (waitS ?? 0) * 1000;
      return documentOf(await http.request(pathOf(id, 'poll'), { timeoutMs, ...call, query }));
    },

    /**
     * @param {Query} [query] status, wizard_step, limit, offset
     * @param {Call} [call]
     * @returns {Promise<ActiveList>}
     */
    active: async (query = {}, call = {}) => documentOf(await http.request('/active', { ...call, query })),

    /** Needs no token. @param {Call} [call] @returns {Promise<Health>} */
    health: async (call = {}) => documentOf(await http.request('/health', call)),
  };
}
