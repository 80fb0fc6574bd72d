/**
 * @import { Http } from '../http.js'
 * @import { Told } from './session.js'
 */
export class SseTransport {
    /** @param {Http} http @param {string | null} investigationId */
    constructor(http: Http, investigationId: string | null);
    name: "sse";
    _http: Http;
    _path: string;
    /** @param {string | null} cursor @param {AbortSignal} signal @returns {AsyncGenerator<Told, void, void>} */
    session(cursor: string | null, signal: AbortSignal): AsyncGenerator<Told, void, void>;
    /** @param {string | null} cursor @param {AbortSignal} signal */
    _opened(cursor: string | null, signal: AbortSignal): Promise<Response>;
    /** @param {Response} response @param {Watchdog} watchdog @returns {AsyncGenerator<Told, void, void>} */
    _told(response: Response, watchdog: Watchdog): AsyncGenerator<Told, void, void>;
}
import type { Http } from '../http.js';
import type { Told } from './session.js';
import { Watchdog } from './session.js';
