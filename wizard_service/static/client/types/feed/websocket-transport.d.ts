/**
 * @typedef {import('./session.js').Told} Told
 * @typedef {import('./session.js').FeedTransport} FeedTransport
 * @typedef {import('../types.js').FeedEvent} FeedEvent
 */
export const SUBPROTOCOL: "wizard.v1";
/** @implements {FeedTransport} */
export class WebSocketTransport implements FeedTransport {
    /** @param {import('../api.js').WizardApi} api @param {string | null} investigationId */
    constructor(api: import("../api.js").WizardApi, investigationId: string | null);
    name: "websocket";
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
    _path: string;
    /** @param {string | null} cursor @param {AbortSignal} signal @returns {AsyncGenerator<Told, void, void>} */
    session(cursor: string | null, signal: AbortSignal): AsyncGenerator<Told, void, void>;
    /** @param {WebSocket} socket @param {Mailbox} mailbox @param {Watchdog} watchdog @returns {AsyncGenerator<Told, void, void>} */
    _told(socket: WebSocket, mailbox: Mailbox, watchdog: Watchdog): AsyncGenerator<Told, void, void>;
    /** @param {AbortSignal} signal */
    _ticket(signal: AbortSignal): Promise<string | undefined>;
    /**
     * A browser does not tell why a handshake failed, so ask in another way whether anybody is there.
     * @param {Mailbox} mailbox
     */
    _ended({ wasOpen, code }: Mailbox): Promise<unknown>;
}
export type Told = import("./session.js").Told;
export type FeedTransport = import("./session.js").FeedTransport;
export type FeedEvent = import("../types.js").FeedEvent;
/** What has arrived on a socket and nobody has taken yet. */
declare class Mailbox {
    /** @param {WebSocket} socket @param {AbortSignal} signal */
    constructor(socket: WebSocket, signal: AbortSignal);
    wasOpen: boolean;
    code: number;
    /** @type {FeedEvent[]} */
    _events: FeedEvent[];
    _signal: AbortSignal;
    _isClosed: boolean;
    _ring: () => void;
    /** Return what has arrived, or wait for it; null at the end. @returns {Promise<FeedEvent[] | null>} */
    take(): Promise<FeedEvent[] | null>;
    /** @param {WebSocket} socket @param {string} text */
    _put(socket: WebSocket, text: string): void;
    /** @param {number} code */
    _close(code: number): void;
}
import { Watchdog } from './session.js';
export {};
