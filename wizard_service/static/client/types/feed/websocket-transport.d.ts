/**
 * @import { WizardApi } from '../api.js'
 * @import { Query } from '../http.js'
 * @import { FeedEvent } from '../types.js'
 * @import { End, Told } from './session.js'
 */
export const SUBPROTOCOL: "wizard.v1";
export class WebSocketTransport {
    /** @param {WizardApi} api @param {string | null} investigationId */
    constructor(api: WizardApi, investigationId: string | null);
    name: "websocket";
    _api: WizardApi;
    _id: string | null;
    _path: string;
    /** @param {string | null} cursor @param {AbortSignal} signal @returns {AsyncGenerator<Told, void, void>} */
    session(cursor: string | null, signal: AbortSignal): AsyncGenerator<Told, void, void>;
    /** @param {WebSocket} socket @param {Mailbox} mailbox @param {Watchdog} watchdog @returns {AsyncGenerator<Told, void, void>} */
    _told(socket: WebSocket, mailbox: Mailbox, watchdog: Watchdog): AsyncGenerator<Told, void, void>;
    /** @param {Query} query */
    _opened(query: Query): WebSocket;
    /** @param {AbortSignal} signal */
    _ticket(signal: AbortSignal): Promise<string | undefined>;
    /**
     * A browser does not tell why a handshake failed, so ask in another way whether anybody is there.
     * @param {Mailbox} mailbox
     */
    _ended({ wasOpen, code }: Mailbox): Promise<unknown>;
}
import type { WizardApi } from '../api.js';
import type { Told } from './session.js';
/** What has arrived on a socket and nobody has taken yet. */
declare class Mailbox {
    /** @param {WebSocket} socket @param {AbortSignal} signal */
    constructor(socket: WebSocket, signal: AbortSignal);
    wasOpen: boolean;
    code: number;
    /** @type {FeedEvent[]} */
    _events: FeedEvent[];
    _signal: AbortSignal;
    _isClosed: boolean;
    _ring: () => void;
    /** Return what has arrived, or wait for it; null at the end. @returns {Promise<FeedEvent[] | null>} */
    take(): Promise<FeedEvent[] | null>;
    /** @param {WebSocket} socket @param {string} text */
    _put(socket: WebSocket, text: string): void;
    /** @param {number} code */
    _close(code: number): void;
}
import { Watchdog } from './session.js';
import type { Query } from '../http.js';
import type { FeedEvent } from '../types.js';
export {};
