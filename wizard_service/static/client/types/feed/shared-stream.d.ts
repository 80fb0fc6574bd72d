export class SharedStream {
    /**
     * @param {string} name the same in all pages @param {import('../api.js').WizardApi} api
     * @param {string | null} investigationId @param {import('./types.js').TransportName[]} transports
     */
    constructor(name: string, api: import("../api.js").WizardApi, investigationId: string | null, transports: import("./types.js").TransportName[]);
    /** @type {FollowState} */
    state: FollowState;
    /** Whose feed it is; waits until the stream has told. @type {Promise<string>} */
    owner: Promise<string>;
    _tellOwner: (value: string | PromiseLike<string>) => void;
    _reject: (reason?: any) => void;
    _failure: unknown;
    _userId: string | null;
    name: string;
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
    _transports: import("./types.js").TransportName[];
    _page: `${string}-${string}-${string}-${string}-${string}`;
    /** @type {Map<Subscription, Listener>} */
    _subscriptions: Map<Subscription, Listener>;
    /** Which pages are looked at. @type {Map<string, boolean>} */
    _seen: Map<string, boolean>;
    _cursor: string | null;
    _own: OwnStream | null;
    _closing: AbortController;
    _channel: BroadcastChannel;
    _unwatch: () => void;
    _heardAt: number;
    _beating: number;
    /** @param {Subscription} subscription @param {Listener} listener */
    add(subscription: Subscription, listener: Listener): void;
    /** @param {Subscription} subscription */
    remove(subscription: Subscription): void;
    close(): void;
    /** @param {import('./types.js').TransportName} [transport] */
    interrupt(transport?: import("./types.js").TransportName): void;
    /** Wait in line for the lock, or take it. @param {boolean} steal */
    _queue(steal: boolean): void;
    _lead(): Promise<void>;
    _beat(): void;
    /** @param {boolean} isCut */
    _greet(isCut: boolean): void;
    /** Other pages need not know of every byte. @param {FollowState} state */
    _changed(state: FollowState): void;
    /** @param {FollowState} state */
    _tellState(state: FollowState): void;
    /** @param {string | null} userId */
    _takeOwner(userId: string | null): void;
    /** @param {import('../types.js').FeedEvent} event */
    _tellNotice(event: import("../types.js").FeedEvent): void;
    /** @param {Message} message */
    _hear(message: Message): void;
    /** Who is behind where the leader is has missed something. @param {FollowState} state @param {string | null} userId */
    _follow(state: FollowState, userId: string | null): void;
    /** @param {FollowState} state */
    _takeState(state: FollowState): void;
    /** @param {Batch} batch */
    _deliver(batch: Batch): void;
    /** @param {Message} message */
    _post(message: Message): void;
}
export type FollowState = import("./types.js").FollowState;
export type Batch = import("./types.js").Batch;
export type Listener = Required<Pick<import("./types.js").FollowOptions, "onState" | "onNotice">>;
export type Message = import("./types.js").Message;
import { Subscription } from './subscription.js';
import { OwnStream } from './own-stream.js';
