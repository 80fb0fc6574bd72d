/**
 * @import { Call, Http, Query } from '../http.js'
 * @import { ActiveList, Health, PollAnswer } from '../types.js'
 */
/** @param {Http} http */
export function pollingCalls(http: Http): {
    /**
     * Without a cursor the whole state, with one the events after it.
     * @param {string} id
     * @param {Call & { cursor?: string | null, waitS?: number, withState?: boolean }} [call] waitS: at most 30
     * @returns {Promise<PollAnswer>}
     */
    poll: (id: string, { cursor, waitS, withState, ...call }?: Call & {
        cursor?: string | null;
        waitS?: number;
        withState?: boolean;
    }) => Promise<PollAnswer>;
    /**
     * @param {Query} [query] status, wizard_step, limit, offset
     * @param {Call} [call]
     * @returns {Promise<ActiveList>}
     */
    active: (query?: Query, call?: Call) => Promise<ActiveList>;
    /** Needs no token. @param {Call} [call] @returns {Promise<Health>} */
    health: (call?: Call) => Promise<Health>;
};
import type { Http } from '../http.js';
import type { PollAnswer } from '../types.js';
import type { Call } from '../http.js';
import type { ActiveList } from '../types.js';
import type { Query } from '../http.js';
import type { Health } from '../types.js';
