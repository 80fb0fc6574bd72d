/** @import { JsonObject, WizardStateUpdate } from '../types.js' */
/**
 * @typedef {object} Change one that waits to be stored
 * @property {string} key its idempotency key, for ever
 * @property {WizardStateUpdate} patch
 * @property {JsonObject} before what the patch replaces, as a patch
 * @property {string} etag what it was made on
 * @property {boolean} isSent it may have been stored already
 */
/** The patch that undoes `patch` on `base`. @param {JsonObject | null | undefined} base @param {JsonObject} patch @returns {JsonObject} */
export function inverse(base: JsonObject | null | undefined, patch: JsonObject): JsonObject;
/**
 * The paths at which somebody else has put something else than both what was there before and what the patch says.
 * @param {any} before @param {any} patch @param {any} theirs
 * @returns {string[]}
 */
export function contested(before: any, patch: any, theirs: any, path?: string): string[];
/**
 * @param {Change} change @param {JsonObject} theirs the state as it is now
 * @param {JsonObject | null} changes what happened since, when known
 */
export function conflictingFields(change: Change, theirs: JsonObject, changes: JsonObject | null): string[];
/** One change for two, null when there is none. @param {Change} first @param {Change} second @returns {Change | null} */
export function merged(first: Change, second: Change): Change | null;
/** @param {JsonObject} state @param {Change[]} changes @returns {any} */
export function withChanges(state: JsonObject, changes: Change[]): any;
/** All as one patch, for showing. @param {Change[]} changes @returns {WizardStateUpdate | null} */
export function asOnePatch(changes: Change[]): WizardStateUpdate | null;
/**
 * one that waits to be stored
 */
export type Change = {
    /**
     * its idempotency key, for ever
     */
    key: string;
    patch: WizardStateUpdate;
    /**
     * what the patch replaces, as a patch
     */
    before: JsonObject;
    /**
     * what it was made on
     */
    etag: string;
    /**
     * it may have been stored already
     */
    isSent: boolean;
};
import type { JsonObject } from '../types.js';
import type { WizardStateUpdate } from '../types.js';
