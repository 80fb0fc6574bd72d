export class Investigation {
    /**
     * @param {string} id
     * @param {import('./types.js').WizardStoreOptions} options
     * @param {import('./container.js').Container<WizardStoreState>} container
     * @param {import('./vault.js').Vault} vault
     */
    constructor(id: string, options: import("./types.js").WizardStoreOptions, container: import("./container.js").Container<WizardStoreState>, vault: import("./vault.js").Vault);
    id: string;
    _options: import("./types.js").WizardStoreOptions;
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
    _container: import("./container.js").Container<import("./types.js").WizardStoreState>;
    _vault: import("./vault.js").Vault;
    confirmed: import("./server-state.js").Confirmed | null;
    _closing: AbortController;
    _saving: number | undefined;
    _following: {
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
        _options: import("../feed/types.js").FollowOptions;
        _closing: AbortController;
        _signal: AbortSignal;
        _state: import("../feed/follow.js").FollowState;
        _stream: {
            interrupt: import("../feed/own-stream.js").OwnStream["interrupt"];
        } | null;
        getState(): import("../feed/types.js").FollowState;
        interrupt(transport?: import("../feed/types.js").TransportName): void;
        close(): void;
        _own(): AsyncGenerator<import("../feed/follow.js").FeedEvent, void, void>;
        _shared(): AsyncGenerator<import("../feed/follow.js").FeedEvent, void, void>;
        _say(state: import("../feed/follow.js").FollowState): void;
        [Symbol.asyncIterator](): AsyncGenerator<import("../feed/follow.js").FeedEvent, void, void>;
    } | null;
    outbox: Outbox;
    begin(): Promise<void>;
    /** Read the state. @throws {WizardError} */
    refresh(): Promise<void>;
    /** @param {WizardState} state @param {string} etag */
    confirm(state: WizardState, etag: string): void;
    /** @param {WizardError} error */
    fail(error: WizardError): void;
    follow(): void;
    unfollow(): void;
    /** @param {import('../feed/types.js').TransportName} [transport] */
    interrupt(transport?: import("../feed/types.js").TransportName): void;
    close(): void;
    get _state(): import("./types.js").WizardStoreState;
    /** @param {ReturnType<typeof follow>} following */
    _listen(following: ReturnType<typeof follow>): Promise<void>;
    /** @param {FeedEvent} event */
    _take(event: FeedEvent): Promise<void>;
    /** The feed goes on, so what fails now is read later. */
    _refreshQuietly(): Promise<void>;
    /** @param {FollowState} feed */
    _told({ phase, transport, leading, cursor, failures, interval_ms, last_event_at }: FollowState): void;
    /** @param {FeedEvent} notice */
    _noticed({ event_type }: FeedEvent): void;
    /** @param {import('./server-state.js').Confirmed} confirmed @param {boolean} isStale */
    _confirmed(confirmed: import("./server-state.js").Confirmed, isStale: boolean): void;
    _save(): void;
    _show(): void;
    /** @param {Partial<WizardStoreState>} members */
    _set(members: Partial<WizardStoreState>): void;
}
export type WizardState = import("../types.js").WizardState;
export type FeedEvent = import("../types.js").FeedEvent;
export type WizardStoreState = import("./types.js").WizardStoreState;
export type FollowState = import("../feed/types.js").FollowState;
import { Outbox } from './outbox.js';
import { WizardError } from '../problem.js';
import { follow } from '../feed/follow.js';
