/** Asking for what is new (contract section 6). */

import { documentOf, pathOf } from '../http.js';

/**
 * @import { Call, Http, Query } from '../http.js'
 * @import { ActiveList, Health, PollAllAnswer, PollAnswer } from '../types.js'
 *
 * @typedef {Call & { cursor?: string | null, waitS?: number, withState?: boolean }} PollCall waitS: at most 30
 */

/** @param {Http} http */
export function pollingCalls(http) {
  /** @param {string} path @param {PollCall} asked */
  const poll = async (path, { cursor, waitS, withState, ...call }) => {
    const query = { after: cursor, wait: waitS, include: withState ? 'state' : undefined };
    const timeoutMs = http.timeoutMs + (waitS ?? 0) * 1000;
    return documentOf(await http.request(path, { timeoutMs, ...call, query }));
  };

  return {
    /** Without a cursor the whole state, with one the events after it. @param {string} id @param {PollCall} [call] @returns {Promise<PollAnswer>} */
    poll: (id, call = {}) => poll(pathOf(id, 'poll'), call),

    /** Everything the caller owns: without a cursor what is active, with one the events after it. @param {PollCall} [call] @returns {Promise<PollAllAnswer>} */
    pollAll: (call = {}) => poll('/poll', call),

    /**
     * @param {Query} [query] status, wizard_step, limit, offset
     * @param {Call} [call]
     * @returns {Promise<ActiveList>}
     */
    active: async (query = {}, call = {}) =>
      documentOf(await http.request('/active', { ...call, query })),

    /** Needs no token. @param {Call} [call] @returns {Promise<Health>} */
    health: async (call = {}) => documentOf(await http.request('/health', call)),
  };
}
