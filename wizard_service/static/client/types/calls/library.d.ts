/**
 * @typedef {import('../http.js').Call} Call
 * @typedef {import('../http.js').Query} Query
 * @typedef {import('../types.js').Template} Template
 * @typedef {import('../types.js').InvestigationItem} InvestigationItem
 * @typedef {import('../types.js').AuditLogEntry} AuditLogEntry
 * @typedef {import('../types.js').JsonObject} JsonObject
 */
/** @param {import('../http.js').Http} http */
export function libraryCalls(http: import("../http.js").Http): {
    /** @param {Query} [query] q, sort, page, limit @param {Call} [call] @returns {Promise<import('../types.js').Page<Template>>} */
    templates: (query?: Query, call?: Call) => Promise<import("../types.js").Page<Template>>;
    /** @param {string} id @param {Call} [call] @returns {Promise<Template>} */
    template: (id: string, call?: Call) => Promise<Template>;
    /** @param {import('../types.js').TemplateCreate} members @param {Call & { overwrite?: boolean }} [call] @returns {Promise<Template>} */
    createTemplate: (members: import("../types.js").TemplateCreate, { overwrite, ...call }?: Call & {
        overwrite?: boolean;
    }) => Promise<Template>;
    /** @param {string} id @param {import('../types.js').TemplateUpdate} members @param {Call & { overwrite?: boolean }} [call] @returns {Promise<Template>} */
    updateTemplate: (id: string, members: import("../types.js").TemplateUpdate, { overwrite, ...call }?: Call & {
        overwrite?: boolean;
    }) => Promise<Template>;
    /** @param {string} id @param {Call} [call] @returns {Promise<void>} */
    deleteTemplate: (id: string, call?: Call) => Promise<void>;
    /** @param {string} id @param {Call} [call] @returns {Promise<Template>} */
    restoreTemplate: (id: string, call?: Call) => Promise<Template>;
    /** @param {string} id @param {import('../types.js').TemplateUse} use @param {Call} [call] @returns {Promise<import('../types.js').Tagged<import('../types.js').WizardState>>} */
    applyTemplate: (id: string, use: import("../types.js").TemplateUse, call?: Call) => Promise<import("../types.js").Tagged<import("../types.js").WizardState>>;
    /** @param {Query} [query] status, risk_level, entity_type, from, to, q, archived, sort, page, limit, cursor @param {Call} [call] @returns {Promise<import('../types.js').Page<InvestigationItem>>} */
    history: (query?: Query, call?: Call) => Promise<import("../types.js").Page<InvestigationItem>>;
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
export type Call = import("../http.js").Call;
export type Query = import("../http.js").Query;
export type Template = import("../types.js").Template;
export type InvestigationItem = import("../types.js").InvestigationItem;
export type AuditLogEntry = import("../types.js").AuditLogEntry;
export type JsonObject = import("../types.js").JsonObject;
