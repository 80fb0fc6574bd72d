/** @typedef {import('../http.js').Call} Call */
/** @param {import('../http.js').Http} http */
export function pollingCalls(http: import("../http.js").Http): {
    /**
     * Without a cursor the whole state, with one the events after it.
     * @param {string} id
     * @param {Call & { cursor?: string | null, waitS?: number, withState?: boolean }} [call] waitS: at most 30
     * @returns {Promise<import('../types.js').PollAnswer>}
     */
    poll: (id: string, { cursor, waitS, withState, ...call }?: Call & {
        cursor?: string | null;
        waitS?: number;
        withState?: boolean;
    }) => Promise<import("../types.js").PollAnswer>;
    /**
     * @param {import('../http.js').Query} [query] status, wizard_step, limit, offset
     * @param {Call} [call]
     * @returns {Promise<import('../types.js').ActiveList>}
     */
    active: (query?: import("../http.js").Query, call?: Call) => Promise<import("../types.js").ActiveList>;
    /** Needs no token. @param {Call} [call] @returns {Promise<import('../types.js').Health>} */
    health: (call?: Call) => Promise<import("../types.js").Health>;
};
export type Call = import("../http.js").Call;
