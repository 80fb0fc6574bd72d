/** Templates, history and the audit trail (contract section 9). */

import { documentOf, pathOf, taggedOf } from '../http.js';
import { historyApi } from './history.js';

/**
 * @import { RefusedPage } from '../types/history.js'
 * @import { CallOptions, Http, Query } from '../http.js'
 * @import {
 *   ArchivedMany, AuditPage, AuditVerdict, HistoryEntry, HistoryItem, Page, Template,
 *   TemplateCreate, TemplateItem, TemplateUpdate, TemplateUse, TemplateVersions
 * } from '../types/lists.js'
 * @import { Tagged, WizardState } from '../types/state.js'
 */

/** @param {Http} http */
export function libraryApi(http) {
  return { ...templateApi(http), ...historyApi(http), ...auditApi(http) };
}

/** @param {string} id @param {string} [resource] */
const templatePath = (id, resource = '') => `/templates/${encodeURIComponent(id)}${resource}`;

/** @param {Http} http */
function templateApi(http) {
  /** @param {boolean | undefined} overwrite @returns {Query} */
  const onConflict = (overwrite) => ({ on_conflict: overwrite ? 'overwrite' : undefined });

  return {
    /**
     * @param {Query} [query] q, sort, page, limit
     * @param {CallOptions} [call]
     * @returns {Promise<Page<TemplateItem>>}
     */
    templates: async (query = {}, call = {}) =>
      documentOf(await http.request('/templates', { ...call, query })),

    /**
     * @param {string} id
     * @param {CallOptions & { version?: number }} [call] version: an earlier one
     * @returns {Promise<Template>}
     */
    template: async (id, { version, ...call } = {}) =>
      documentOf(await http.request(templatePath(id), { ...call, query: { version } })),

    /** @param {string} id @param {CallOptions} [call] @returns {Promise<TemplateVersions>} */
    templateVersions: async (id, call = {}) =>
      documentOf(await http.request(templatePath(id, '/versions'), call)),

    /**
     * @param {TemplateCreate} members
     * @param {CallOptions & { overwrite?: boolean }} [call] overwrite: replace a template of that
     *   name
     * @returns {Promise<Template>}
     */
    createTemplate: async (members, { overwrite, ...call } = {}) => {
      const options = { method: 'POST', body: members, query: onConflict(overwrite) };
      return documentOf(await http.request('/templates', { ...call, ...options }));
    },

    /**
     * @param {string} id
     * @param {TemplateUpdate} members
     * @param {CallOptions & { overwrite?: boolean }} [call] overwrite: replace a template of that
     *   name
     * @returns {Promise<Template>}
     */
    updateTemplate: async (id, members, { overwrite, ...call } = {}) => {
      const options = { method: 'PUT', body: members, query: onConflict(overwrite) };
      return documentOf(await http.request(templatePath(id), { ...call, ...options }));
    },

    /** @param {string} id @param {CallOptions} [call] @returns {Promise<void>} */
    deleteTemplate: async (id, call = {}) => {
      await http.request(templatePath(id), { ...call, method: 'DELETE' });
    },

    /** @param {string} id @param {CallOptions} [call] @returns {Promise<Template>} */
    restoreTemplate: async (id, call = {}) =>
      documentOf(await http.request(templatePath(id, '/restore'), { ...call, method: 'POST' })),

    /**
     * Creates an investigation from a template, or replaces the settings of one that is in SETTINGS
     * when `use` has its id and version.
     * @param {string} id
     * @param {TemplateUse} use
     * @param {CallOptions} [call]
     * @returns {Promise<Tagged<WizardState>>}
     */
    applyTemplate: async (id, use, call = {}) => {
      const options = { method: 'POST', body: use };
      return taggedOf(await http.request(templatePath(id, '/apply'), { ...call, ...options }));
    },
  };
}

/** @param {Http} http */
function auditApi(http) {
  return {
    /**
     * Lists audit entries, the newest first.
     * @param {string} id
     * @param {Query} [query] action_type, source, actor, from, to, limit, cursor
     * @param {CallOptions} [call]
     * @returns {Promise<AuditPage>}
     */
    audit: async (id, query = {}, call = {}) =>
      documentOf(await http.request(pathOf(id, 'audit'), { ...call, query })),

    /** @param {string} id @param {CallOptions} [call] @returns {Promise<AuditVerdict>} */
    verifyAudit: async (id, call = {}) =>
      documentOf(await http.request(pathOf(id, 'audit/verify'), call)),

    /**
     * Lists attempts to change an investigation that were refused, the newest first.
     * @param {string} id
     * @param {Query} [query] actor, limit, cursor
     * @param {CallOptions} [call]
     * @returns {Promise<RefusedPage>}
     */
    refusedAttempts: async (id, query = {}, call = {}) =>
      documentOf(await http.request(pathOf(id, 'audit/refused'), { ...call, query })),

    /**
     * Returns the whole trail with its hashes, one JSON document per line, the oldest first.
     * @param {string} id
     * @param {CallOptions} [call]
     * @returns {Promise<string>}
     */
    exportAudit: async (id, call = {}) =>
      (await http.request(pathOf(id, 'audit/export'), call)).text,

    /**
     * Lists audit entries of a template, the newest first; their states are null.
     * @param {string} id
     * @param {Query} [query] as for `audit`
     * @param {CallOptions} [call]
     * @returns {Promise<AuditPage>}
     */
    templateAudit: async (id, query = {}, call = {}) =>
      documentOf(await http.request(templatePath(id, '/audit'), { ...call, query })),

    /** @param {string} id @param {CallOptions} [call] @returns {Promise<AuditVerdict>} */
    verifyTemplateAudit: async (id, call = {}) =>
      documentOf(await http.request(templatePath(id, '/audit/verify'), call)),

    /** @param {string} id @param {CallOptions} [call] @returns {Promise<string>} as `exportAudit` */
    exportTemplateAudit: async (id, call = {}) =>
      (await http.request(templatePath(id, '/audit/export'), call)).text,
  };
}
