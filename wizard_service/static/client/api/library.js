/** Templates, history, audit (contract section 9). */

import { documentOf, pathOf, taggedOf } from '../http.js';

/**
 * @import { Call, Http, Query } from '../http.js'
 * @import {
 *   AuditLogEntry, InvestigationItem, JsonObject, Page, Tagged, Template, TemplateCreate, TemplateUpdate,
 *   TemplateUse, WizardState
 * } from '../types.js'
 */

/** @param {Http} http */
export function libraryCalls(http) {
  /** @param {string} path @param {Query} query @param {Call} call */
  const read = async (path, query, call) =>
    documentOf(await http.request(path, { ...call, query }));
  /** @param {string} method @param {string} path @param {unknown} body @param {Call} call @param {Query} [query] */
  const write = (method, path, body, call, query) =>
    http.request(path, { ...call, method, body, query });
  /** @param {string} id @param {string} [more] */
  const templatePath = (id, more = '') => `/templates/${encodeURIComponent(id)}${more}`;
  /** @param {boolean | undefined} overwrite @returns {Query} */
  const onConflict = (overwrite) => ({ on_conflict: overwrite ? 'overwrite' : undefined });

  return {
    /** @param {Query} [query] q, sort, page, limit @param {Call} [call] @returns {Promise<Page<Template>>} */
    templates: (query = {}, call = {}) => read('/templates', query, call),
    /** @param {string} id @param {Call} [call] @returns {Promise<Template>} */
    template: (id, call = {}) => read(templatePath(id), {}, call),
    /** @param {TemplateCreate} members @param {Call & { overwrite?: boolean }} [call] @returns {Promise<Template>} */
    createTemplate: async (members, { overwrite, ...call } = {}) =>
      documentOf(await write('POST', '/templates', members, call, onConflict(overwrite))),
    /** @param {string} id @param {TemplateUpdate} members @param {Call & { overwrite?: boolean }} [call] @returns {Promise<Template>} */
    updateTemplate: async (id, members, { overwrite, ...call } = {}) =>
      documentOf(await write('PUT', templatePath(id), members, call, onConflict(overwrite))),
    /** @param {string} id @param {Call} [call] @returns {Promise<void>} */
    deleteTemplate: async (id, call = {}) => {
      await write('DELETE', templatePath(id), undefined, call);
    },
    /** @param {string} id @param {Call} [call] @returns {Promise<Template>} */
    restoreTemplate: async (id, call = {}) =>
      documentOf(await write('POST', templatePath(id, '/restore'), undefined, call)),
    /** @param {string} id @param {TemplateUse} use @param {Call} [call] @returns {Promise<Tagged<WizardState>>} */
    applyTemplate: async (id, use, call = {}) =>
      taggedOf(await write('POST', templatePath(id, '/apply'), use, call)),

    /** @param {Query} [query] status, risk_level, entity_type, from, to, q, archived, sort, page, limit, cursor @param {Call} [call] @returns {Promise<Page<InvestigationItem>>} */
    history: (query = {}, call = {}) => read('/history', query, call),
    /** @param {string} id @param {Call} [call] @returns {Promise<JsonObject>} */
    historyOf: (id, call = {}) => read(`/history/${encodeURIComponent(id)}`, {}, call),
    /** @param {string} id @param {Call} [call] @returns {Promise<any>} */
    archive: async (id, call = {}) =>
      documentOf(
        await write('POST', `/history/${encodeURIComponent(id)}/archive`, undefined, call),
      ),
    /** @param {string} id @param {Call} [call] @returns {Promise<any>} */
    unarchive: async (id, call = {}) =>
      documentOf(
        await write('POST', `/history/${encodeURIComponent(id)}/restore`, undefined, call),
      ),
    /** @param {JsonObject} selection @param {Call} [call] @returns {Promise<any>} */
    archiveMany: async (selection, call = {}) =>
      documentOf(await write('POST', '/history/archive', selection, call)),

    /** Newest first. @param {string} id @param {Query} [query] action_type, source, actor, from, to, limit, cursor @param {Call} [call] @returns {Promise<{ items: AuditLogEntry[], next_cursor: string | null }>} */
    audit: (id, query = {}, call = {}) => read(pathOf(id, 'audit'), query, call),
    /** @param {string} id @param {Call} [call] @returns {Promise<{ valid: boolean, entries: number, first_invalid?: string }>} */
    verifyAudit: (id, call = {}) => read(pathOf(id, 'audit/verify'), {}, call),
  };
}
