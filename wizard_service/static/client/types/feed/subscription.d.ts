/**
 * @import { WizardApi } from '../api.js'
 * @import { FeedEvent } from '../types.js'
 * @import { Batch, TransportName } from './types.js'
 */
export class Subscription {
    /**
     * @param {WizardApi} api
     * @param {string | null} investigationId what it reads of the stream; null: all
     * @param {boolean} isFiltered the stream tells of more than that
     * @param {string} cursor
     * @param {AbortSignal} signal
     */
    constructor(api: WizardApi, investigationId: string | null, isFiltered: boolean, cursor: string, signal: AbortSignal);
    _api: WizardApi;
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
    _begunAnew(): Promise<FeedEvent>;
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
import type { WizardApi } from '../api.js';
import { Place } from './place.js';
import type { Batch } from './types.js';
import type { FeedEvent } from '../types.js';
