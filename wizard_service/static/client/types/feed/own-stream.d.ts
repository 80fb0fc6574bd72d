/** @type {FollowState} */
export const INITIAL: FollowState;
export class OwnStream {
    /**
     * @param {import('../api.js').WizardApi} api
     * @param {string | null} investigationId
     * @param {FollowOptions & { isWatched?: () => boolean }} options isWatched: whether anybody looks at what it tells
     */
    constructor(api: import("../api.js").WizardApi, investigationId: string | null, { cursor, transports, signal, onState, onNotice, isWatched }: FollowOptions & {
        isWatched?: () => boolean;
    });
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
    _transports: import("./session.js").FeedTransport[];
    _ladder: Ladder;
    _place: Place;
    _closing: AbortController;
    _signal: AbortSignal;
    _wakening: AbortController;
    _session: AbortController;
    _onState: (state: import("./types.js").FollowState) => void;
    _onNotice: (notice: import("./types.js").FeedEvent) => void;
    _isWatched: () => boolean;
    state: {
        cursor: string | null;
        /**
         * waiting: between two attempts, `retry_in_ms` says how
         * long; ended: by `close`, the signal, or `error`. Polling counts as live between two polls.
         */
        phase: "connecting" | "live" | "waiting" | "ended";
        /**
         * the one in use; null while another tab of this browser holds the stream
         * and has not said which
         */
        transport: import("./types.js").TransportName | null;
        /**
         * false when the events come from another tab of this browser
         */
        leading: boolean;
        /**
         * in a row
         */
        failures: number;
        retry_in_ms: number | null;
        /**
         * between polls, when polling
         */
        interval_ms: number | null;
        /**
         * when the last bytes came, heartbeats included
         */
        last_event_at: string | null;
        /**
         * what no reconnection mends
         */
        error: import("../problem.js").WizardError | null;
    };
    /** @returns {AsyncGenerator<Batch, void, void>} */
    batches(): AsyncGenerator<Batch, void, void>;
    /** @param {import('./types.js').TransportName} [transport] */
    interrupt(transport?: import("./types.js").TransportName): void;
    close(): void;
    /** One session, and the wait after it. @returns {AsyncGenerator<Batch, void, void>} */
    _once(): AsyncGenerator<Batch, void, void>;
    /**
     * @param {import('./session.js').FeedTransport} transport @param {boolean} isLive @param {{ began: boolean }} progress
     * @returns {AsyncGenerator<Batch, void, void>}
     */
    _listen(transport: import("./session.js").FeedTransport, isLive: boolean, progress: {
        began: boolean;
    }): AsyncGenerator<Batch, void, void>;
    /** @param {import('./session.js').Told} told */
    _heard(told: import("./session.js").Told): void;
    /** @param {SessionEnded} ended @param {number} rung @param {boolean} began */
    _recover(ended: SessionEnded, rung: number, began: boolean): Promise<void>;
    _renew(): Promise<void>;
    /** Between two polls. @param {number} advisedMs */
    _rest(advisedMs: number): Promise<void>;
    /** @param {SessionEnded} ended @param {number} failures @param {boolean} hasMoved */
    _waitMs({ end, waitMs }: SessionEnded, failures: number, hasMoved: boolean): number;
    /** A stream of a lesser transport may live for long: end it when it is time to try the best again. */
    _climbLater(): number | undefined;
    /** The page is seen again, or the network is back. @param {boolean} isCut what was connected is surely gone */
    wake(isCut: boolean): void;
    /** @param {string} why */
    _cut(why: string): void;
    /** @param {Partial<FollowState>} members */
    _say(members: Partial<FollowState>): void;
}
export type FeedEvent = import("../types.js").FeedEvent;
export type FollowOptions = import("./types.js").FollowOptions;
export type FollowState = import("./types.js").FollowState;
export type Batch = import("./types.js").Batch;
import { Ladder } from './ladder.js';
import { Place } from './place.js';
import { WizardError } from '../problem.js';
import { SessionEnded } from './session.js';
