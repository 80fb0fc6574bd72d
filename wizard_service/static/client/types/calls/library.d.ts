/**
 * @import { Call, Http, Query } from '../http.js'
 * @import {
 *   AuditLogEntry, InvestigationItem, JsonObject, Page, Tagged, Template, TemplateCreate, TemplateUpdate,
 *   TemplateUse, WizardState
 * } from '../types.js'
 */
/** @param {Http} http */
export function libraryCalls(http: Http): {
    /** @param {Query} [query] q, sort, page, limit @param {Call} [call] @returns {Promise<Page<Template>>} */
    templates: (query?: Query, call?: Call) => Promise<Page<Template>>;
    /** @param {string} id @param {Call} [call] @returns {Promise<Template>} */
    template: (id: string, call?: Call) => Promise<Template>;
    /** @param {TemplateCreate} members @param {Call & { overwrite?: boolean }} [call] @returns {Promise<Template>} */
    createTemplate: (members: TemplateCreate, { overwrite, ...call }?: Call & {
        overwrite?: boolean;
    }) => Promise<Template>;
    /** @param {string} id @param {TemplateUpdate} members @param {Call & { overwrite?: boolean }} [call] @returns {Promise<Template>} */
    updateTemplate: (id: string, members: TemplateUpdate, { overwrite, ...call }?: Call & {
        overwrite?: boolean;
    }) => Promise<Template>;
    /** @param {string} id @param {Call} [call] @returns {Promise<void>} */
    deleteTemplate: (id: string, call?: Call) => Promise<void>;
    /** @param {string} id @param {Call} [call] @returns {Promise<Template>} */
    restoreTemplate: (id: string, call?: Call) => Promise<Template>;
    /** @param {string} id @param {TemplateUse} use @param {Call} [call] @returns {Promise<Tagged<WizardState>>} */
    applyTemplate: (id: string, use: TemplateUse, call?: Call) => Promise<Tagged<WizardState>>;
    /** @param {Query} [query] status, risk_level, entity_type, from, to, q, archived, sort, page, limit, cursor @param {Call} [call] @returns {Promise<Page<InvestigationItem>>} */
    history: (query?: Query, call?: Call) => Promise<Page<InvestigationItem>>;
    /** @param {string} id @param {Call} [call] @returns {Promise<JsonObject>} */
    historyOf: (id: string, call?: Call) => Promise<JsonObject>;
    /** @param {string} id @param {Call} [call] @returns {Promise<any>} */
    archive: (id: string, call?: Call) => Promise<any>;
    /** @param {string} id @param {Call} [call] @returns {Promise<any>} */
    unarchive: (id: string, call?: Call) => Promise<any>;
    /** @param {JsonObject} selection @param {Call} [call] @returns {Promise<any>} */
    archiveMany: (selection: JsonObject, call?: Call) => Promise<any>;
    /** Newest first. @param {string} id @param {Query} [query] action_type, source, actor, from, to, limit, cursor @param {Call} [call] @returns {Promise<{ items: AuditLogEntry[], next_cursor: string | null }>} */
    audit: (id: string, query?: Query, call?: Call) => Promise<{
        items: AuditLogEntry[];
        next_cursor: string | null;
    }>;
    /** @param {string} id @param {Call} [call] @returns {Promise<{ valid: boolean, entries: number, first_invalid?: string }>} */
    verifyAudit: (id: string, call?: Call) => Promise<{
        valid: boolean;
        entries: number;
        first_invalid?: string;
    }>;
};
import type { Http } from '../http.js';
import type { Template } from '../types.js';
import type { Page } from '../types.js';
import type { Query } from '../http.js';
import type { Call } from '../http.js';
import type { TemplateCreate } from '../types.js';
import type { TemplateUpdate } from '../types.js';
import type { WizardState } from '../types.js';
import type { Tagged } from '../types.js';
import type { TemplateUse } from '../types.js';
import type { InvestigationItem } from '../types.js';
import type { JsonObject } from '../types.js';
import type { AuditLogEntry } from '../types.js';
