/** @import { FeedEvent, WizardState } from '../types.js' */
/**
 * @typedef {{ state: WizardState, etag: string, wholeVersion: number }} Confirmed wholeVersion: the version of the last
 *   answer. One change may append several events, all of its version: those up to this one are in the state already
 */
/**
 * Take an answer, unless a later one is known of the same history.
 * @param {Confirmed | null} known @param {WizardState} state @param {string} etag
 * @returns {Confirmed}
 */
export function confirm(known: Confirmed | null, state: WizardState, etag: string): Confirmed;
/**
 * @param {Confirmed} known @param {FeedEvent} event stored, of this investigation
 * @returns {Confirmed | null} null: something lies between, the state has to be read anew
 */
export function take(known: Confirmed, event: FeedEvent): Confirmed | null;
/**
 * wholeVersion: the version of the last
 *   answer. One change may append several events, all of its version: those up to this one are in the state already
 */
export type Confirmed = {
    state: WizardState;
    etag: string;
    wholeVersion: number;
};
import type { WizardState } from '../types.js';
import type { FeedEvent } from '../types.js';
