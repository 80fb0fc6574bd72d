/**
 * @typedef {import('../types.js').FeedEvent} FeedEvent
 * @typedef {import('./types.js').Batch} Batch
 */
export class Subscription {
    /**
     * @param {import('../api.js').WizardApi} api
     * @param {string | null} investigationId what it reads of the stream; null: all
     * @param {boolean} isFiltered the stream tells of more than that
     * @param {string} cursor
     * @param {AbortSignal} signal
     */
    constructor(api: import("../api.js").WizardApi, investigationId: string | null, isFiltered: boolean, cursor: string, signal: AbortSignal);
    _api: {
        templates: (query?: Query, call?: Call) => Promise<import("../types.js").Page<Template>>;
        template: (id: string, call?: Call) => Promise<Template>;
        createTemplate: (members: import("../types.js").TemplateCreate, { overwrite, ...call }?: Call & {
            overwrite?: boolean;
        }) => Promise<Template>;
        updateTemplate: (id: string, members: import("../types.js").TemplateUpdate, { overwrite, ...call }?: Call & {
            overwrite?: boolean;
        }) => Promise<Template>;
        deleteTemplate: (id: string, call?: Call) => Promise<void>;
        restoreTemplate: (id: string, call?: Call) => Promise<Template>;
        applyTemplate: (id: string, use: import("../types.js").TemplateUse, call?: Call) => Promise<import("../types.js").Tagged<import("../types.js").WizardState>>;
        history: (query?: Query, call?: Call) => Promise<import("../types.js").Page<InvestigationItem>>;
        historyOf: (id: string, call?: Call) => Promise<JsonObject>;
        archive: (id: string, call?: Call) => Promise<any>;
        unarchive: (id: string, call?: Call) => Promise<any>;
        archiveMany: (selection: JsonObject, call?: Call) => Promise<any>;
        audit: (id: string, query?: Query, call?: Call) => Promise<{
            items: AuditLogEntry[];
            next_cursor: string | null;
        }>;
        verifyAudit: (id: string, call?: Call) => Promise<{
            valid: boolean;
            entries: number;
            first_invalid?: string;
        }>;
        poll: (id: string, { cursor, waitS, withState, ...call }?: Call & {
            cursor?: string | null;
            waitS?: number;
            withState?: boolean;
        }) => Promise<import("../types.js").PollAnswer>;
        active: (query?: import("../http.js").Query, call?: Call) => Promise<import("../types.js").ActiveList>;
        health: (call?: Call) => Promise<import("../types.js").Health>;
        beginSession: (call?: Call) => Promise<void>;
        endSession: (call?: Call) => Promise<void>;
        ticket: (call?: Call) => Promise<{
            ticket: string;
            expires_in: number;
        }>;
        shares: (id: string, call?: Call) => Promise<{
            access: {
                user_id: string;
                role: "viewer" | "editor";
            }[];
        }>;
        share: (id: string, userId: string, role: "viewer" | "editor", call?: Call) => Promise<{
            user_id: string;
            role: string;
        }>;
        unshare: (id: string, userId: string, call?: Call) => Promise<void>;
        connections: (id: string, call?: Call) => Promise<any>;
        create: (members?: JsonObject, call?: Call) => Promise<TaggedState>;
        get: (id: string, { ifNoneMatch, atVersion, ...call }?: Call & {
            ifNoneMatch?: string;
            atVersion?: number;
        }) => Promise<TaggedState | null>;
        put: (id: string, sections: WizardStateUpdate, seen: Seen, call?: Call) => Promise<TaggedState>;
        patch: (id: string, changes: WizardStateUpdate, seen: Seen, call?: Call) => Promise<TaggedState>;
        delete: (id: string, seen: Seen, call?: Call) => Promise<void>;
        events: (id: string, reports: JsonObject | JsonObject[], call?: Call) => Promise<{
            version: number;
            events: import("../types.js").FeedEvent[];
        }>;
        retry: (id: string, call?: Call) => Promise<TaggedState>;
        cancel: (id: string, call?: Call) => Promise<TaggedState>;
        checkpoint: (id: string, call?: Call) => Promise<import("../types.js").Checkpoint>;
        navigate: (id: string, target: {
            step: import("../types.js").WizardStep;
        } | {
            direction: "back" | "forward";
        }, call?: Call) => Promise<TaggedState>;
        changes: (id: string, sinceVersion: number, { snapshot, ...call }?: Call & {
            snapshot?: boolean;
        }) => Promise<JsonObject | null>;
        diff: (id: string, from: number, to: number, call?: Call) => Promise<JsonObject>;
        restore: (id: string, version: number, seen: {
            etag: string;
        }, call?: Call) => Promise<TaggedState>;
        fork: (id: string, members?: JsonObject, call?: Call) => Promise<TaggedState>;
        http: import("../http.js").Http;
    };
    _id: string | null;
    _isFiltered: boolean;
    _place: Place;
    _signal: AbortSignal;
    /** @type {Batch[]} */
    _batches: Batch[];
    _failure: unknown;
    _ring: () => void;
    get cursor(): string | null;
    /** @param {Batch} batch */
    put(batch: Batch): void;
    /** @param {unknown} failure */
    fail(failure: unknown): void;
    /** @returns {AsyncGenerator<FeedEvent, void, void>} */
    events(): AsyncGenerator<FeedEvent, void, void>;
    /** @param {Batch} batch @returns {AsyncGenerator<FeedEvent, void, void>} */
    _told({ events, from, to }: Batch): AsyncGenerator<FeedEvent, void, void>;
    /** @param {FeedEvent[]} events @returns {AsyncGenerator<FeedEvent, void, void>} */
    _taken(events: FeedEvent[]): AsyncGenerator<FeedEvent, void, void>;
    /** The list of all investigations is not the state of one: ask for that. */
    _begunAnew(): Promise<import("../types.js").FeedEvent>;
    /** @param {FeedEvent} event */
    _isOurs(event: FeedEvent): boolean;
    /**
     * Read up to `target` by a stream of its own, which ends there. The feed of everything passes every number; that of
     * one investigation may not, but a poll says how far it has looked.
     * @param {string} target
     * @returns {AsyncGenerator<FeedEvent, void, void>}
     */
    _missed(target: string): AsyncGenerator<FeedEvent, void, void>;
}
export type FeedEvent = import("../types.js").FeedEvent;
export type Batch = import("./types.js").Batch;
import { Place } from './place.js';
