/** Whether one event id comes after another: `n` of `<epoch>-<n>` counts the feed. @param {string} one @param {string} other */
export function isAfter(one: string, other: string): boolean;
/** @param {string} cursor @returns {[string, number]} */
export function parts(cursor: string): [string, number];
/** Where in a feed we are: one cursor for all transports, and what is new after it. */
/** @import { FeedEvent } from '../types.js' */
export class Place {
    /** @param {string | null} cursor null until the service has said where now is */
    constructor(cursor: string | null);
    cursor: string | null;
    /**
     * Return what of these is to be told, moving on: stored events after the cursor, and a `state_sync` that says where
     * the feed begins or goes on from.
     * @param {FeedEvent[]} events
     */
    advance(events: FeedEvent[]): FeedEvent[];
    /** @param {string | null | undefined} cursor */
    moveTo(cursor: string | null | undefined): void;
    /** Whether a cursor lies ahead of this place, or in another epoch. @param {string} cursor */
    isBehind(cursor: string): boolean;
    /** @param {FeedEvent} event */
    _takes(event: FeedEvent): boolean;
}
import type { FeedEvent } from '../types.js';
