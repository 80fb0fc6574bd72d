/** Polling for new events, active investigations, and health (contract section 6). */

import { documentOf, pathOf } from '../http.js';

/**
 * @import { CallOptions, Http, Query } from '../http.js'
 * @import { Health, PollAllResponse, PollResponse } from '../types/feed.js'
 * @import { ActiveList } from '../types/lists.js'
 *
 * @typedef {object} Poll
 * @property {string | null} [cursor]
 * @property {number} [waitS] at most 30
 * @property {boolean} [withState]
 *
 * @typedef {CallOptions & Poll} PollOptions
 */

/** @param {Http} http */
export function pollingApi(http) {
  /** @param {string} path @param {PollOptions} options */
  const poll = async (path, { cursor, waitS, withState, ...call }) => {
    const query = { after: cursor, wait: waitS, include: withState ? 'state' : undefined };
    const timeoutMs = http.timeoutMs + (waitS ?? 0) * 1000;
    return documentOf(await http.request(path, { timeoutMs, ...call, query }));
  };

  return {
    /**
     * Returns the whole state without a cursor, and the events after the cursor with one.
     * @param {string} id
     * @param {PollOptions} [options]
     * @returns {Promise<PollResponse>}
     */
    poll: (id, options = {}) => poll(pathOf(id, 'poll'), options),

    /**
     * Polls everything the caller owns: without a cursor the active investigations, with one the
     * events after it.
     * @param {PollOptions} [options]
     * @returns {Promise<PollAllResponse>}
     */
    pollAll: (options = {}) => poll('/poll', options),

    /**
     * @param {Query} [query] status, wizard_step, limit, offset
     * @param {CallOptions} [call]
     * @returns {Promise<ActiveList>}
     */
    active: async (query = {}, call = {}) =>
      documentOf(await http.request('/active', { ...call, query })),

    /** Reads the health, without a token. @param {CallOptions} [call] @returns {Promise<Health>} */
    health: async (call = {}) => documentOf(await http.request('/health', call)),
  };
}
