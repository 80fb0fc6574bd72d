/**
 * @import { Call, Http } from '../http.js'
 * @import { Checkpoint, FeedEvent, JsonObject, Tagged, WizardState, WizardStateUpdate, WizardStep } from '../types.js'
 *
 * @typedef {Tagged<WizardState>} TaggedState
 * @typedef {{ etag?: string, version?: number }} Seen what a change was made on; `etag: '*'` overwrites whatever is there
 */
/** @param {Http} http */
export function investigationCalls(http: Http): {
    /** @param {JsonObject} [members] @param {Call} [call] @returns {Promise<TaggedState>} */
    create: (members?: JsonObject, call?: Call) => Promise<TaggedState>;
    /**
     * @param {string} id
     * @param {Call & { ifNoneMatch?: string, atVersion?: number }} [call]
     * @returns {Promise<TaggedState | null>} null: unchanged since `ifNoneMatch`
     */
    get: (id: string, { ifNoneMatch, atVersion, ...call }?: Call & {
        ifNoneMatch?: string;
        atVersion?: number;
    }) => Promise<TaggedState | null>;
    /** Replace each given section whole. @param {string} id @param {WizardStateUpdate} sections @param {Seen} seen @param {Call} [call] @returns {Promise<TaggedState>} */
    put: (id: string, sections: WizardStateUpdate, seen: Seen, call?: Call) => Promise<TaggedState>;
    /** @param {string} id @param {WizardStateUpdate} changes merge patch @param {Seen} seen @param {Call} [call] @returns {Promise<TaggedState>} */
    patch: (id: string, changes: WizardStateUpdate, seen: Seen, call?: Call) => Promise<TaggedState>;
    /** State, events and shares go. @param {string} id @param {Seen} seen @param {Call} [call] @returns {Promise<void>} */
    delete: (id: string, seen: Seen, call?: Call) => Promise<void>;
    /** @param {string} id @param {JsonObject | JsonObject[]} reports one or at most 100 `{event_type, data, timestamp?}` @param {Call} [call] @returns {Promise<{ version: number, events: FeedEvent[] }>} */
    events: (id: string, reports: JsonObject | JsonObject[], call?: Call) => Promise<{
        version: number;
        events: FeedEvent[];
    }>;
    /** ERROR -> IN_PROGRESS. @param {string} id @param {Call} [call] @returns {Promise<TaggedState>} */
    retry: (id: string, call?: Call) => Promise<TaggedState>;
    /** IN_PROGRESS -> CANCELLED. @param {string} id @param {Call} [call] @returns {Promise<TaggedState>} */
    cancel: (id: string, call?: Call) => Promise<TaggedState>;
    /** @param {string} id @param {Call} [call] @returns {Promise<Checkpoint>} */
    checkpoint: (id: string, call?: Call) => Promise<Checkpoint>;
    /** By the rules of a patch of `wizard_step`: back to SETTINGS begins anew. @param {string} id @param {{ step: WizardStep } | { direction: 'back' | 'forward' }} target @param {Call} [call] @returns {Promise<TaggedState>} */
    navigate: (id: string, target: {
        step: WizardStep;
    } | {
        direction: "back" | "forward";
    }, call?: Call) => Promise<TaggedState>;
    /** @param {string} id @param {number} sinceVersion @param {Call & { snapshot?: boolean }} [call] @returns {Promise<JsonObject | null>} null: no changes */
    changes: (id: string, sinceVersion: number, { snapshot, ...call }?: Call & {
        snapshot?: boolean;
    }) => Promise<JsonObject | null>;
    /** The merge patch between two versions. @param {string} id @param {number} from @param {number} [to] the present one when not given @param {Call} [call] @returns {Promise<JsonObject>} */
    diff: (id: string, from: number, to?: number, call?: Call) => Promise<JsonObject>;
    /** Make an earlier version the newest. @param {string} id @param {number} version @param {{ etag: string }} seen @param {Call} [call] @returns {Promise<TaggedState>} */
    restore: (id: string, version: number, seen: {
        etag: string;
    }, call?: Call) => Promise<TaggedState>;
    /** A new investigation out of the state of this one. @param {string} id @param {JsonObject} [members] @param {Call} [call] @returns {Promise<TaggedState>} */
    fork: (id: string, members?: JsonObject, call?: Call) => Promise<TaggedState>;
};
export type TaggedState = Tagged<WizardState>;
/**
 * what a change was made on; `etag: '*'` overwrites whatever is there
 */
export type Seen = {
    etag?: string;
    version?: number;
};
import type { Http } from '../http.js';
import type { JsonObject } from '../types.js';
import type { Call } from '../http.js';
import type { WizardStateUpdate } from '../types.js';
import type { FeedEvent } from '../types.js';
import type { Checkpoint } from '../types.js';
import type { WizardStep } from '../types.js';
import type { WizardState } from '../types.js';
import type { Tagged } from '../types.js';
