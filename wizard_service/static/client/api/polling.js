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
 *
 * @typedef {object} PollTag what an unchanged poll is answered from
 * @property {string} etag
 * @property {number} receivedAt
 * @property {Record<string, any>} polled the response without state and events
 */

// A 304 leaves the cursor where it is. A cursor that never moves would expire on a feed that others
// write to, so the client fetches the newest one from time to time.
const MAX_TAG_AGE_MS = 600_000;
// A page that polls more feeds than this polls some of them without If-None-Match.
const MAX_TAGS = 100;

/** @param {Http} http */
export function pollingApi(http) {
  /** @type {Map<string, PollTag>} the last poll of each path */
  const tags = new Map();

  /** @param {string} path @param {PollOptions} options @returns {Promise<any>} */
  const poll = async (path, { cursor, waitS, withState, ...call }) => {
    const query = { after: cursor, wait: waitS, include: withState ? 'state' : undefined };
    const timeoutMs = http.timeoutMs + (waitS ?? 0) * 1000;
    const tag = withState ? undefined : tagFor(tags.get(path), cursor);
    const headers = { 'If-None-Match': tag?.etag };
    const response = await http.request(path, { timeoutMs, ...call, query, headers });
    if (response.status === 304 && tag) return unchanged(tag, response.headers);
    const polled = documentOf(response);
    tags.delete(path);
    if (tags.size >= MAX_TAGS) tags.clear();
    tags.set(path, tagOf(polled, response.headers.get('ETag') ?? ''));
    return polled;
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
     * @param {Query} [query] status, wizard_step, waiting, limit, offset
     * @param {CallOptions} [call]
     * @returns {Promise<ActiveList>}
     */
    active: async (query = {}, call = {}) =>
      documentOf(await http.request('/active', { ...call, query })),

    /** Reads the health, without a token. @param {CallOptions} [call] @returns {Promise<Health>} */
    health: async (call = {}) => documentOf(await http.request('/health', call)),
  };
}

/** @param {Record<string, any>} response @param {string} etag @returns {PollTag} */
function tagOf({ state, events, changes, ...polled }, etag) {
  return { etag, receivedAt: Date.now(), polled };
}

/**
 * Returns the tag of the poll that returned this cursor. Without a cursor the caller wants the
 * whole state, whatever an earlier poll has returned.
 * @param {PollTag | undefined} tag
 * @param {string | null | undefined} cursor
 */
function tagFor(tag, cursor) {
  if (!tag?.etag || !cursor || tag.polled.cursor !== cursor) return undefined;
  return Date.now() - tag.receivedAt < MAX_TAG_AGE_MS ? tag : undefined;
}

/**
 * Returns the response that a 304 stands for.
 * @param {PollTag} tag
 * @param {Headers} headers
 */
function unchanged({ polled }, headers) {
  const interval = headers.get('X-Recommended-Interval');
  const nextPollInterval = interval === null ? null : Number(interval);
  return { ...polled, has_changes: false, events: [], next_poll_interval: nextPollInterval };
}
