/** Investigations: their state and commands (contract section 3). */

import { MERGE_PATCH, documentOf, pathOf, taggedOf } from '../http.js';

/**
 * @import { CallOptions, Http } from '../http.js'
 * @import { ReportResult } from '../types/feed.js'
 * @import { Checkpoint } from '../types/lists.js'
 * @import {
 *   InputAnswer, InvestigationCreate, JsonObject, Tagged, WizardState, WizardStateUpdate, WizardStep
 * } from '../types/state.js'
 *
 * @typedef {Tagged<WizardState>} TaggedState
 * @typedef {{ etag?: string, version?: number }} Precondition the version that a change was made
 *   on; an etag of `*` overwrites any version
 */

/** @param {Http} http */
export function investigationApi(http) {
  /**
   * @param {'POST' | 'PUT' | 'PATCH'} method
   * @param {string} path
   * @param {unknown} body
   * @param {Precondition} precondition
   * @param {CallOptions} call
   * @returns {Promise<TaggedState>}
   */
  const change = async (method, path, body, { etag, version }, call) => {
    const versioned = version === undefined ? body : { .../** @type {any} */ (body), version };
    const mediaType = method === 'PATCH' ? MERGE_PATCH : 'application/json';
    const headers = { 'If-Match': etag };
    return taggedOf(
      await http.request(path, { ...call, method, body: versioned, mediaType, headers }),
    );
  };

  /**
   * @param {string} id
   * @param {string} command
   * @param {unknown} body
   * @param {CallOptions} call
   */
  const post = (id, command, body, call) => change('POST', pathOf(id, command), body, {}, call);

  return {
    ...readApi(http),

    /**
     * @param {InvestigationCreate} [members]
     * @param {CallOptions} [call]
     * @returns {Promise<TaggedState>}
     */
    create: (members = {}, call = {}) => change('POST', '/investigations', members, {}, call),

    /**
     * Replaces each given section whole.
     * @param {string} id
     * @param {WizardStateUpdate} sections
     * @param {Precondition} precondition
     * @param {CallOptions} [call]
     */
    put: (id, sections, precondition, call = {}) =>
      change('PUT', pathOf(id, 'state'), sections, precondition, call),

    /**
     * Applies a merge patch.
     * @param {string} id
     * @param {WizardStateUpdate} changes
     * @param {Precondition} precondition
     * @param {CallOptions} [call]
     */
    patch: (id, changes, precondition, call = {}) =>
      change('PATCH', pathOf(id, 'state'), changes, precondition, call),

    /**
     * Deletes the state with its events and shares.
     * @param {string} id
     * @param {Precondition} precondition
     * @param {CallOptions} [call]
     * @returns {Promise<void>}
     */
    delete: async (id, { etag, version }, call = {}) => {
      const options = { method: 'DELETE', query: { version }, headers: { 'If-Match': etag } };
      await http.request(pathOf(id, 'state'), { ...call, ...options });
    },

    /**
     * Reports what an executor did.
     * @param {string} id
     * @param {JsonObject | JsonObject[]} reports at most 100 `{event_type, data, timestamp?}`
     * @param {CallOptions} [call]
     * @returns {Promise<ReportResult>}
     */
    events: async (id, reports, call = {}) => {
      const options = { method: 'POST', body: reports };
      return documentOf(await http.request(pathOf(id, 'events'), { ...call, ...options }));
    },

    /**
     * Changes the status from ERROR to IN_PROGRESS.
     * @param {string} id
     * @param {CallOptions} [call]
     */
    retry: (id, call = {}) => post(id, 'retry', undefined, call),

    /**
     * Changes the status from IN_PROGRESS or ERROR to CANCELLED.
     * @param {string} id
     * @param {CallOptions} [call]
     */
    cancel: (id, call = {}) => post(id, 'cancel', undefined, call),

    /**
     * Answers a question of the executor. Another answer that came first is the error
     * `already_answered`, whose problem has it as `answer`.
     * @param {string} id
     * @param {string} requestId
     * @param {InputAnswer} answer
     * @param {CallOptions} [call]
     */
    answer: (id, requestId, answer, call = {}) =>
      post(id, `inputs/${encodeURIComponent(requestId)}`, { answer }, call),

    /**
     * Changes `wizard_step` by the rules of a patch: a return to SETTINGS drops progress and
     * results.
     * @param {string} id
     * @param {{ step: WizardStep } | { direction: 'back' | 'forward' }} target
     * @param {CallOptions} [call]
     */
    navigate: (id, target, call = {}) => post(id, 'navigation', target, call),

    /**
     * Makes an earlier version the newest.
     * @param {string} id
     * @param {number} version
     * @param {{ etag: string }} precondition
     * @param {CallOptions} [call]
     */
    restore: (id, version, { etag }, call = {}) =>
      change('POST', pathOf(id, 'restore'), { version }, { etag }, call),

    /**
     * Creates an investigation from the state of this one.
     * @param {string} id
     * @param {{ investigation_id?: string, version?: number }} [members]
     * @param {CallOptions} [call]
     */
    fork: (id, members = {}, call = {}) => post(id, 'fork', members, call),
  };
}

/** @param {Http} http */
function readApi(http) {
  return {
    /**
     * @param {string} id
     * @param {CallOptions & { ifNoneMatch?: string, atVersion?: number }} [call]
     * @returns {Promise<TaggedState | null>} null: unchanged since `ifNoneMatch`
     */
    get: async (id, { ifNoneMatch, atVersion, ...call } = {}) => {
      const options = {
        query: { at_version: atVersion },
        headers: { 'If-None-Match': ifNoneMatch },
      };
      const response = await http.request(pathOf(id, 'state'), { ...call, ...options });
      return response.status === 304 ? null : taggedOf(response);
    },

    /** @param {string} id @param {CallOptions} [call] @returns {Promise<Checkpoint>} */
    checkpoint: async (id, call = {}) =>
      documentOf(await http.request(pathOf(id, 'checkpoint'), call)),

    /**
     * Reads the report for people: Markdown, or one HTML page that needs no other file.
     * @param {string} id
     * @param {CallOptions & { format?: 'md' | 'html' }} [call] default: Markdown
     * @returns {Promise<string>}
     */
    report: async (id, { format = 'md', ...call } = {}) =>
      (await http.request(pathOf(id, 'report'), { ...call, query: { format } })).text,
  };
}
