/**
 * What an answer that is not a feed means.
 * @param {WizardError} error
 * @returns {WizardError | SessionEnded}
 */
export function refusal(error: WizardError): WizardError | SessionEnded;
/**
 * What a failure inside a session means; a network that breaks shows as TypeError, half a message as SyntaxError.
 * @param {unknown} failure
 * @param {AbortSignal} signal
 */
export function ending(failure: unknown, signal: AbortSignal): any;
/**
 * @import { FeedEvent } from '../types.js'
 * @import { TransportName } from './types.js'
 *
 * @typedef {'answered' | 'broken' | 'unreachable' | 'unfit' | 'no_room' | 'expired' | 'cut'} End
 *   answered: a poll is, each time; broken: come back; unreachable: nobody to talk to, by any transport; unfit: this
 *   transport does not get through; no_room: for one more by this transport; expired: the credentials, get new ones; cut: by
 *   ourselves, go on at once
 *
 * @typedef {object} Told
 * @property {FeedEvent[]} events what has arrived, unstored ones included; may be empty
 * @property {boolean} proven both directions work
 * @property {string | null} [cursor] how far a poll has told: further than its last event, when what followed was not ours
 *
 * @typedef {object} FeedTransport
 * @property {TransportName} name
 * @property {(cursor: string | null, signal: AbortSignal, isLive: boolean) => AsyncGenerator<Told, void, void>} session
 *   ends by returning when there will never be more, else by SessionEnded, or WizardError for what is final; isLive: the
 *   session before was of the same transport and has shown that it works
 */
export const PATIENCE_MS: 10000;
export class SessionEnded extends Error {
    /**
     * @param {string} why
     * @param {End} end
     * @param {number | null} waitMs when to come back, as the service asked for
     */
    constructor(why: string, end?: End, waitMs?: number | null);
    end: End;
    waitMs: number | null;
}
/**
 * Aborts a session that is silent for too long, or that has not proven in time that both directions work: a proxy that
 * lets some bytes through and holds the rest back tells nothing. Listens to the signal from outside as well.
 */
export class Watchdog {
    /** @param {AbortSignal} outer */
    constructor(outer: AbortSignal);
    isProven: boolean;
    _abort: AbortController;
    _silenceMs: number;
    signal: AbortSignal;
    _proof: number;
    _silence: number;
    /** @param {FeedEvent[]} [events] */
    heard(events?: FeedEvent[]): void;
    prove(): void;
    stop(): void;
    /** @param {number} ms @param {string} why */
    _giveUpAfter(ms: number, why: string): number;
}
/**
 * answered: a poll is, each time; broken: come back; unreachable: nobody to talk to, by any transport; unfit: this
 * transport does not get through; no_room: for one more by this transport; expired: the credentials, get new ones; cut: by
 * ourselves, go on at once
 */
export type End = "answered" | "broken" | "unreachable" | "unfit" | "no_room" | "expired" | "cut";
export type Told = {
    /**
     * what has arrived, unstored ones included; may be empty
     */
    events: FeedEvent[];
    /**
     * both directions work
     */
    proven: boolean;
    /**
     * how far a poll has told: further than its last event, when what followed was not ours
     */
    cursor?: string | null | undefined;
};
export type FeedTransport = {
    name: TransportName;
    /**
     *  ends by returning when there will never be more, else by SessionEnded, or WizardError for what is final; isLive: the
     *  session before was of the same transport and has shown that it works
     */
    session: (cursor: string | null, signal: AbortSignal, isLive: boolean) => AsyncGenerator<Told, void, void>;
};
import { WizardError } from '../problem.js';
import type { FeedEvent } from '../types.js';
import type { TransportName } from './types.js';
