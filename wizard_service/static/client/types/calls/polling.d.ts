/**
 * @import { Call, Http, Query } from '../http.js'
 * @import { ActiveList, Health, PollAllAnswer, PollAnswer } from '../types.js'
 *
 * @typedef {Call & { cursor?: string | null, waitS?: number, withState?: boolean }} PollCall waitS: at most 30
 */
/** @param {Http} http */
export function pollingCalls(http: Http): {
    /** Without a cursor the whole state, with one the events after it. @param {string} id @param {PollCall} [call] @returns {Promise<PollAnswer>} */
    poll: (id: string, call?: PollCall) => Promise<PollAnswer>;
    /** Everything the caller owns: without a cursor what is active, with one the events after it. @param {PollCall} [call] @returns {Promise<PollAllAnswer>} */
    pollAll: (call?: PollCall) => Promise<PollAllAnswer>;
    /**
     * @param {Query} [query] status, wizard_step, limit, offset
     * @param {Call} [call]
     * @returns {Promise<ActiveList>}
     */
    active: (query?: Query, call?: Call) => Promise<ActiveList>;
    /** Needs no token. @param {Call} [call] @returns {Promise<Health>} */
    health: (call?: Call) => Promise<Health>;
};
/**
 * waitS: at most 30
 */
export type PollCall = Call & {
    cursor?: string | null;
    waitS?: number;
    withState?: boolean;
};
import type { Http } from '../http.js';
import type { PollAnswer } from '../types.js';
import type { PollAllAnswer } from '../types.js';
import type { ActiveList } from '../types.js';
import type { Query } from '../http.js';
import type { Call } from '../http.js';
import type { Health } from '../types.js';
