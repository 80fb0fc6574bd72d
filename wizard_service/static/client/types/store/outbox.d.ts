export class Outbox {
    /** @param {import('../api.js').WizardApi} api @param {string} investigationId @param {OutboxOwner} owner */
    constructor(api: import("../api.js").WizardApi, investigationId: string, owner: OutboxOwner);
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
        put: (id: string, sections: import("../calls/investigations.js").WizardStateUpdate, seen: Seen, call?: Call) => Promise<TaggedState>;
        patch: (id: string, changes: import("../calls/investigations.js").WizardStateUpdate, seen: Seen, call?: Call) => Promise<TaggedState>;
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
    _id: string;
    _owner: OutboxOwner;
    /** @type {Change[]} */
    changes: Change[];
    conflict: import("./types.js").Conflict | null;
    isOffline: boolean;
    _isSending: boolean;
    /** @type {(() => void)[]} */
    _rests: (() => void)[];
    _outcomes: Outcomes;
    _closing: AbortController;
    _kick: AbortController;
    /** @param {WizardStateUpdate} patch @param {WizardState} shown what the user sees @param {string} etag @returns {Promise<void>} */
    add(patch: WizardStateUpdate, shown: WizardState, etag: string): Promise<void>;
    /** Changes of a page that is gone; they come first. @param {Change[]} changes */
    adopt(changes: Change[]): void;
    /** Try at once; resolves when nothing more can be sent for now. @returns {Promise<void>} */
    flush(): Promise<void>;
    /** @param {'mine' | 'theirs' | WizardStateUpdate} choice @param {string} etag of the state it was decided on @returns {Promise<void>} */
    resolve(choice: "mine" | "theirs" | WizardStateUpdate, etag: string): Promise<void>;
    /** Drop everything. */
    clear(): void;
    /** Leave what is not stored to a later page. */
    close(): void;
    _send(): Promise<void>;
    /** Return how often sending has failed in a row. @param {number} failures */
    _sendFirst(failures: number): Promise<number>;
    /** The first change, from now on one that may have been stored. */
    _marked(): import("./changes.js").Change;
    /** @param {Change} change @param {WizardState} state @param {string} etag */
    _stored(change: Change, state: WizardState, etag: string): void;
    /** @param {Change} change @param {WizardError} error */
    _disputed(change: Change, error: WizardError): void;
    /** @param {Change} change @param {WizardError} error */
    _refused(change: Change, error: WizardError): void;
    /** @param {WizardError} error @param {number} failures */
    _wait(error: WizardError, failures: number): Promise<number>;
    _rest(): void;
    /** @param {Change} change @param {unknown} error null: done */
    _settle(change: Change, error: unknown): void;
}
export type Change = import("./changes.js").Change;
export type Conflict = import("./types.js").Conflict;
export type WizardState = import("../types.js").WizardState;
export type WizardStateUpdate = import("../types.js").WizardStateUpdate;
export type OutboxOwner = {
    onConfirmed: (state: WizardState, etag: string) => void;
    /**
     * changes or conflict are other than before
     */
    onChanged: () => void;
    /**
     * nothing was decided; it is sent again later
     */
    onWaiting: (error: WizardError) => void;
    onRefused: (error: WizardError) => void;
};
import { Outcomes } from './outcomes.js';
import { WizardError } from '../problem.js';
