export function newKey(): string;
/**
 * @param {Response} response not a success
 * @param {string} text its body
 */
export function errorFrom(response: Response, text: string): WizardError;
/**
 * @import { Backoff } from './backoff.js'
 * @import { JsonObject } from './types.js'
 *
 * @typedef {object} HttpOptions
 * @property {string} [baseUrl] default `/api/v1/wizard` of the page's own origin
 * @property {(renew: boolean) => string | null | Promise<string | null>} [token] gives the bearer token; called with true
 *   after one was refused as expired. Without it (or with null) the session cookie authenticates
 * @property {string} [user] whose session it is: users of one browser share neither what it keeps nor a stream
 * @property {typeof fetch} [fetch]
 * @property {Backoff} [backoff]
 * @property {number} [timeoutMs] for each attempt
 *
 * @typedef {object} Call
 * @property {AbortSignal} [signal]
 * @property {string} [key] the Idempotency-Key of an unsafe request; made when absent, kept over all attempts
 * @property {number} [attempts]
 * @property {number} [timeoutMs] for each attempt
 *
 * @typedef {{ status: number, headers: Headers, text: string }} Answer
 * @typedef {Record<string, string | number | boolean | null | undefined>} Query
 *
 * @typedef {object} Sent
 * @property {string} [method]
 * @property {Query} [query]
 * @property {unknown} [body]
 * @property {string} [mediaType]
 * @property {Record<string, string | undefined>} [headers]
 */
export const MERGE_PATCH: "application/merge-patch+json";
export class Http {
    /** @param {HttpOptions} options */
    constructor({ baseUrl, token, user, fetch, backoff, timeoutMs }?: HttpOptions);
    baseUrl: string;
    user: string;
    backoff: Backoff;
    timeoutMs: number;
    hasToken: boolean;
    _token: (renew: boolean) => string | null | Promise<string | null>;
    _renewing: Promise<string | null> | null;
    _fetch: typeof fetch;
    /**
     * Ask until there is an answer; GET and everything under an Idempotency-Key may safely be asked again.
     * @param {string} path
     * @param {Sent & Call} [sent]
     * @returns {Promise<Answer>} a success or 304
     * @throws {WizardError}
     */
    request(path: string, sent?: Sent & Call): Promise<Answer>;
    /**
     * Send once, with a fresh token when the first has expired.
     * @param {string} path
     * @param {Sent & Call} sent
     * @returns {Promise<Response>} whatever was answered
     */
    send(path: string, sent: Sent & Call): Promise<Response>;
    /** The bearer token, null with a cookie session. @param {boolean} renew @throws {WizardError} passing */
    token(renew: boolean): Promise<string | null>;
    /** Who is refused while a new one is asked for waits for that: a refresh token is often good once. */
    _renewed(): Promise<string | null>;
    /** @param {string} path @param {Query} [query] */
    url(path: string, query?: Query): string;
    /** @param {string} path @param {Sent & Call} sent @returns {Promise<Answer | WizardError>} */
    _attempt(path: string, sent: Sent & Call): Promise<Answer | WizardError>;
    /** @param {string | null} token @param {string} path @param {Sent & Call} sent */
    _sendWith(token: string | null, path: string, { method, query, body, mediaType, headers, key, signal }: Sent & Call): Promise<Response>;
}
export type HttpOptions = {
    /**
     * default `/api/v1/wizard` of the page's own origin
     */
    baseUrl?: string | undefined;
    /**
     * gives the bearer token; called with true
     * after one was refused as expired. Without it (or with null) the session cookie authenticates
     */
    token?: ((renew: boolean) => string | null | Promise<string | null>) | undefined;
    /**
     * whose session it is: users of one browser share neither what it keeps nor a stream
     */
    user?: string | undefined;
    fetch?: typeof fetch | undefined;
    backoff?: Backoff | undefined;
    /**
     * for each attempt
     */
    timeoutMs?: number | undefined;
};
export type Call = {
    signal?: AbortSignal | undefined;
    /**
     * the Idempotency-Key of an unsafe request; made when absent, kept over all attempts
     */
    key?: string | undefined;
    attempts?: number | undefined;
    /**
     * for each attempt
     */
    timeoutMs?: number | undefined;
};
export type Answer = {
    status: number;
    headers: Headers;
    text: string;
};
export type Query = Record<string, string | number | boolean | null | undefined>;
export type Sent = {
    method?: string | undefined;
    query?: Query | undefined;
    body?: unknown;
    mediaType?: string | undefined;
    headers?: Record<string, string | undefined> | undefined;
};
import { WizardError } from './problem.js';
import type { Backoff } from './backoff.js';
