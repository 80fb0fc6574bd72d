/** Investigations: their state, commands and versions (contract section 3). */

import { MERGE_PATCH, documentOf, pathOf, taggedOf } from '../http.js';

/**
 * @import { Call, Http } from '../http.js'
 * @import { Checkpoint, FeedEvent, JsonObject, Tagged, WizardState, WizardStateUpdate, WizardStep } from '../types.js'
 *
 * @typedef {Tagged<WizardState>} TaggedState
 * @typedef {{ etag?: string, version?: number }} Seen what a change was made on; `etag: '*'` overwrites whatever is there
 */

/** @param {Http} http */
export function investigationCalls(http) {
  /** @param {string} method @param {string} id @param {string} resource @param {unknown} body @param {Seen} seen @param {Call} call */
  const change = async (method, id, resource, body, seen, call, mediaType = 'application/json') =>
    taggedOf(
      await http.request(pathOf(id, resource), {
        ...call,
        method,
        body: seenIn(body, seen),
        mediaType,
        headers: { 'If-Match': seen.etag },
      }),
    );

  return {
    /** @param {JsonObject} [members] @param {Call} [call] @returns {Promise<TaggedState>} */
    create: async (members = {}, call = {}) =>
      taggedOf(await http.request('/investigations', { ...call, method: 'POST', body: members })),

    /**
     * @param {string} id
     * @param {Call & { ifNoneMatch?: string, atVersion?: number }} [call]
     * @returns {Promise<TaggedState | null>} null: unchanged since `ifNoneMatch`
     */
    get: async (id, { ifNoneMatch, atVersion, ...call } = {}) => {
      const sent = { query: { at_version: atVersion }, headers: { 'If-None-Match': ifNoneMatch } };
      const response = await http.request(pathOf(id, 'state'), { ...call, ...sent });
      return response.status === 304 ? null : taggedOf(response);
    },

    /** Replace each given section whole. @param {string} id @param {WizardStateUpdate} sections @param {Seen} seen @param {Call} [call] @returns {Promise<TaggedState>} */
    put: (id, sections, seen, call = {}) => change('PUT', id, 'state', sections, seen, call),

    /** @param {string} id @param {WizardStateUpdate} changes merge patch @param {Seen} seen @param {Call} [call] @returns {Promise<TaggedState>} */
    patch: (id, changes, seen, call = {}) =>
      change('PATCH', id, 'state', changes, seen, call, MERGE_PATCH),

    /** State, events and shares go. @param {string} id @param {Seen} seen @param {Call} [call] @returns {Promise<void>} */
    delete: async (id, seen, call = {}) => {
      const sent = {
        method: 'DELETE',
        query: { version: seen.version },
        headers: { 'If-Match': seen.etag },
      };
      await http.request(pathOf(id, 'state'), { ...call, ...sent });
    },

    /** @param {string} id @param {JsonObject | JsonObject[]} reports one or at most 100 `{event_type, data, timestamp?}` @param {Call} [call] @returns {Promise<{ version: number, events: FeedEvent[] }>} */
    events: async (id, reports, call = {}) =>
      documentOf(
        await http.request(pathOf(id, 'events'), { ...call, method: 'POST', body: reports }),
      ),

    /** ERROR -> IN_PROGRESS. @param {string} id @param {Call} [call] @returns {Promise<TaggedState>} */
    retry: (id, call = {}) => change('POST', id, 'retry', undefined, {}, call),

    /** IN_PROGRESS -> CANCELLED. @param {string} id @param {Call} [call] @returns {Promise<TaggedState>} */
    cancel: (id, call = {}) => change('POST', id, 'cancel', undefined, {}, call),

    /** @param {string} id @param {Call} [call] @returns {Promise<Checkpoint>} */
    checkpoint: async (id, call = {}) =>
      documentOf(await http.request(pathOf(id, 'checkpoint'), call)),

    /** By the rules of a patch of `wizard_step`: back to SETTINGS begins anew. @param {string} id @param {{ step: WizardStep } | { direction: 'back' | 'forward' }} target @param {Call} [call] @returns {Promise<TaggedState>} */
    navigate: (id, target, call = {}) => change('POST', id, 'navigation', target, {}, call),

    /** @param {string} id @param {number} sinceVersion @param {Call & { snapshot?: boolean }} [call] @returns {Promise<JsonObject | null>} null: no changes */
    changes: async (id, sinceVersion, { snapshot, ...call } = {}) => {
      const query = { since_version: sinceVersion, include_snapshot: snapshot };
      const response = await http.request(pathOf(id, 'changes'), { ...call, query });
      return response.status === 304 ? null : documentOf(response);
    },

    /** The merge patch between two versions. @param {string} id @param {number} from @param {number} [to] the present one when not given @param {Call} [call] @returns {Promise<JsonObject>} */
    diff: async (id, from, to, call = {}) =>
      documentOf(await http.request(pathOf(id, 'diff'), { ...call, query: { from, to } })),

    /** Make an earlier version the newest. @param {string} id @param {number} version @param {{ etag: string }} seen @param {Call} [call] @returns {Promise<TaggedState>} */
    restore: (id, version, seen, call = {}) =>
      change('POST', id, 'restore', { version }, { etag: seen.etag }, call),

    /** A new investigation out of the state of this one. @param {string} id @param {JsonObject} [members] @param {Call} [call] @returns {Promise<TaggedState>} */
    fork: (id, members = {}, call = {}) => change('POST', id, 'fork', members, {}, call),
  };
}

/** @param {unknown} body @param {Seen} seen */
function seenIn(body, { version }) {
  return version === undefined ? body : { .../** @type {JsonObject} */ (body), version };
}
