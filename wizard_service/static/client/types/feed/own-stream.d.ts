/** @type {FollowState} */
export const INITIAL: FollowState;
export class OwnStream {
    /**
     * @param {WizardApi} api
     * @param {string | null} investigationId
     * @param {FollowOptions & { isWatched?: () => boolean }} options isWatched: whether anybody looks at what it tells
     */
    constructor(api: WizardApi, investigationId: string | null, { cursor, transports, signal, onState, onNotice, isWatched }: FollowOptions & {
        isWatched?: () => boolean;
    });
    _api: WizardApi;
    _transports: FeedTransport[];
    _ladder: Ladder;
    _place: Place;
    _closing: AbortController;
    _signal: AbortSignal;
    _wakening: AbortController;
    _session: AbortController;
    _onState: (state: FollowState) => void;
    _onNotice: (notice: FeedEvent) => void;
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
        transport: TransportName | null;
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
        error: WizardError | null;
    };
    /** @returns {AsyncGenerator<Batch, void, void>} */
    batches(): AsyncGenerator<Batch, void, void>;
    /** @param {TransportName} [transport] */
    interrupt(transport?: TransportName): void;
    close(): void;
    /** One session, and the wait after it. @returns {AsyncGenerator<Batch, void, void>} */
    _once(): AsyncGenerator<Batch, void, void>;
    /**
     * @param {FeedTransport} transport @param {boolean} isLive @param {{ began: boolean }} progress
     * @returns {AsyncGenerator<Batch, void, void>}
     */
    _listen(transport: FeedTransport, isLive: boolean, progress: {
        began: boolean;
    }): AsyncGenerator<Batch, void, void>;
    /** @param {Told} told */
    _heard(told: Told): void;
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
import type { FollowState } from './types.js';
import type { WizardApi } from '../api.js';
import type { FeedTransport } from './session.js';
import { Ladder } from './ladder.js';
import { Place } from './place.js';
import type { FeedEvent } from '../types.js';
import type { TransportName } from './types.js';
import { WizardError } from '../problem.js';
import type { Batch } from './types.js';
import type { Told } from './session.js';
import { SessionEnded } from './session.js';
import type { FollowOptions } from './types.js';
