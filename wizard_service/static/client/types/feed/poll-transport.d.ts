/**
 * What a stream would have said instead.
 * @param {PollAnswer | null} answer
 * @param {string} reason
 * @returns {FeedEvent}
 */
export function stateSync(answer: PollAnswer | null, reason: string): FeedEvent;
export class PollTransport {
    /** @param {WizardApi} api @param {string} investigationId @param {'long_poll' | 'poll'} name */
    constructor(api: WizardApi, investigationId: string, name: "long_poll" | "poll");
    name: "poll" | "long_poll";
    _api: WizardApi;
    _id: string;
    _waitS: number | undefined;
    /**
     * The first answer is not held back: it shows that this transport works.
     * @param {string | null} cursor @param {AbortSignal} signal @param {boolean} isLive
     * @returns {AsyncGenerator<Told, void, void>}
     */
    session(cursor: string | null, signal: AbortSignal, isLive: boolean): AsyncGenerator<Told, void, void>;
    /**
     * @param {string | null} cursor @param {AbortSignal} signal @param {number} [waitS]
     * @returns {Promise<PollAnswer | null>} null: the cursor has expired
     */
    _asked(cursor: string | null, signal: AbortSignal, waitS?: number): Promise<PollAnswer | null>;
    /** @param {PollAnswer} told */
    _pauseMs(told: PollAnswer): number;
}
import type { PollAnswer } from '../types.js';
import type { FeedEvent } from '../types.js';
import type { WizardApi } from '../api.js';
import type { Told } from './session.js';
