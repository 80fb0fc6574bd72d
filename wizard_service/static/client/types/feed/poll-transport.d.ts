/**
 * What a stream would have said instead.
 * @param {PollAnswer | PollAllAnswer | null} answer
 * @param {string} reason
 * @returns {FeedEvent}
 */
export function stateSync(answer: PollAnswer | PollAllAnswer | null, reason: string): FeedEvent;
export class PollTransport {
    /** @param {WizardApi} api @param {string | null} investigationId null: everything the caller owns @param {'long_poll' | 'poll'} name */
    constructor(api: WizardApi, investigationId: string | null, name: "long_poll" | "poll");
    name: "poll" | "long_poll";
    _api: WizardApi;
    _id: string | null;
    _waitS: number | undefined;
    /**
     * The first answer is not held back: it shows that this transport works.
     * @param {string | null} cursor @param {AbortSignal} signal @param {boolean} isLive
     * @returns {AsyncGenerator<Told, void, void>}
     */
    session(cursor: string | null, signal: AbortSignal, isLive: boolean): AsyncGenerator<Told, void, void>;
    /**
     * @param {string | null} cursor @param {AbortSignal} signal @param {number} [waitS]
     * @returns {Promise<PollAnswer | PollAllAnswer | null>} null: the cursor has expired
     */
    _asked(cursor: string | null, signal: AbortSignal, waitS?: number): Promise<PollAnswer | PollAllAnswer | null>;
    /** @param {PollAnswer | PollAllAnswer} told */
    _pauseMs(told: PollAnswer | PollAllAnswer): number;
}
import type { PollAnswer } from '../types.js';
import type { PollAllAnswer } from '../types.js';
import type { FeedEvent } from '../types.js';
import type { WizardApi } from '../api.js';
import type { Told } from './session.js';
