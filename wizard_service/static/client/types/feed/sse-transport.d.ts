/**
 * @typedef {import('./session.js').Told} Told
 * @typedef {import('./session.js').FeedTransport} FeedTransport
 */
/** @implements {FeedTransport} */
export class SseTransport implements FeedTransport {
    /** @param {import('../http.js').Http} http @param {string | null} investigationId */
    constructor(http: import("../http.js").Http, investigationId: string | null);
    name: "sse";
    _http: import("../http.js").Http;
    _path: string;
    /** @param {string | null} cursor @param {AbortSignal} signal @returns {AsyncGenerator<Told, void, void>} */
    session(cursor: string | null, signal: AbortSignal): AsyncGenerator<Told, void, void>;
    /** @param {string | null} cursor @param {AbortSignal} signal */
    _opened(cursor: string | null, signal: AbortSignal): Promise<Response>;
    /** @param {Response} response @param {Watchdog} watchdog @returns {AsyncGenerator<Told, void, void>} */
    _told(response: Response, watchdog: Watchdog): AsyncGenerator<Told, void, void>;
}
export type Told = import("./session.js").Told;
export type FeedTransport = import("./session.js").FeedTransport;
import { Watchdog } from './session.js';
