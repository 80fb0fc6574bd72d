/** Requests to one service: address, credentials, bodies, retries, and errors as exceptions. */

import { BACKOFF, backoffMs, retryAfterMs, sleep, unlessAborted } from './backoff.js';
import { isObject } from './merge-patch.js';
import { WizardError } from './problem.js';

/**
 * @import { Backoff } from './backoff.js'
 * @import { JsonObject, Tagged } from './types.js'
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

export const MERGE_PATCH = 'application/merge-patch+json';
const MOST_CHARACTERS = 200;

export class Http {
  /** @param {HttpOptions} options */
  constructor({
    baseUrl = '/api/v1/wizard',
    token,
    user = '',
    fetch,
    backoff = BACKOFF,
    timeoutMs = 15_000,
  } = {}) {
    this.baseUrl = new URL(baseUrl, globalThis.location?.href).href.replace(/\/$/, '');
    this.user = user;
    this.backoff = backoff;
    this.timeoutMs = timeoutMs;
    this.hasToken = token !== undefined;
    this._token = token ?? (() => null);
    this._renewing = /** @type {Promise<string | null> | null} */ (null);
    this._fetch = fetch ?? globalThis.fetch.bind(globalThis);
  }

  /**
   * Ask until there is an answer; GET and everything under an Idempotency-Key may safely be asked again.
   * @param {string} path
   * @param {Sent & Call} [sent]
   * @returns {Promise<Answer>} a success or 304
   * @throws {WizardError}
   */
  async request(path, sent = {}) {
    const { method = 'GET', attempts = this.backoff.attempts } = sent;
    const key = method === 'GET' ? undefined : (sent.key ?? newKey());
    for (let attempt = 0; ; attempt += 1) {
      const refused = await this._attempt(path, { ...sent, key });
      if (!(refused instanceof WizardError)) return refused;
      if (!refused.isPassing || attempt + 1 >= attempts) throw refused;
      await sleep(refused.retryAfterMs ?? backoffMs(attempt, this.backoff), sent.signal);
    }
  }

  /**
   * Send once, with a fresh token when the first has expired.
   * @param {string} path
   * @param {Sent & Call} sent
   * @returns {Promise<Response>} whatever was answered
   */
  async send(path, sent) {
    const response = await this._sendWith(await this.token(false), path, sent);
    if (response.status !== 401 || !this.hasToken) return response;
    const renewed = await this.token(true);
    return renewed === null ? response : this._sendWith(renewed, path, sent);
  }

  /** The bearer token, null with a cookie session. @param {boolean} renew @throws {WizardError} passing */
  async token(renew) {
    try {
      return await unlessAborted(
        renew ? this._renewed() : this._token(false),
        AbortSignal.timeout(this.timeoutMs),
      );
    } catch (failure) {
      throw new WizardError(0, 'no_token', String(failure));
    }
  }

  /** Who is refused while a new one is asked for waits for that: a refresh token is often good once. */
  _renewed() {
    this._renewing ??= (async () => this._token(true))().finally(() => (this._renewing = null));
    return this._renewing;
  }

  /** @param {string} path @param {Query} [query] */
  url(path, query = {}) {
    const given = Object.entries(query).filter(
      ([, value]) => value !== undefined && value !== null,
    );
    const search = new URLSearchParams(
      given.map(([name, value]) => [name, String(value)]),
    ).toString();
    return this.baseUrl + path + (search && `?${search}`);
  }

  /** @param {string} path @param {Sent & Call} sent @returns {Promise<Answer | WizardError>} */
  async _attempt(path, sent) {
    const patience = AbortSignal.timeout(sent.timeoutMs ?? this.timeoutMs);
    const signal = sent.signal ? AbortSignal.any([sent.signal, patience]) : patience;
    try {
      const response = await this.send(path, { ...sent, signal });
      const text = await response.text();
      // A connection that is cut within the headers looks like an answer without a body to some browsers.
      if (response.ok && text === '' && response.status !== 204)
        throw new TypeError('The answer was cut off.');
      const isAnswer = response.ok || response.status === 304;
      return isAnswer
        ? { status: response.status, headers: response.headers, text }
        : errorFrom(response, text);
    } catch (failure) {
      if (sent.signal?.aborted) throw sent.signal.reason;
      return failure instanceof WizardError
        ? failure
        : new WizardError(0, 'no_answer', String(failure));
    }
  }

  /** @param {string | null} token @param {string} path @param {Sent & Call} sent */
  _sendWith(
    token,
    path,
    { method = 'GET', query, body, mediaType = 'application/json', headers, key, signal },
  ) {
    /** @type {Record<string, string | undefined>} */
    const all = {
      Accept: 'application/json, application/problem+json',
      Authorization: token === null ? undefined : `Bearer ${token}`,
      'Content-Type': body === undefined ? undefined : mediaType,
      'Idempotency-Key': key,
      ...headers,
    };
    return this._fetch(this.url(path, query), {
      method,
      headers: /** @type {[string, string][]} */ (
        Object.entries(all).filter(([, value]) => value !== undefined)
      ),
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
      // An ETag is compared by the service; a cached answer would carry yesterday's X-Request-ID and cursor.
      cache: 'no-store',
      credentials: 'same-origin',
    });
  }
}

export function newKey() {
  // randomUUID is there in secure contexts only.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * @param {Response} response not a success
 * @param {string} text its body
 */
export function errorFrom(response, text) {
  const problem = asObject(text);
  const detail =
    problem.detail ?? problem.title ?? (text.slice(0, MOST_CHARACTERS) || response.statusText);
  const wait = retryAfterMs(response.headers.get('Retry-After'));
  return new WizardError(
    response.status,
    problem.code ?? `http_${response.status}`,
    String(detail),
    problem,
    wait,
  );
}

/** @param {string} text @returns {JsonObject} {} for what is no JSON object: a proxy answers in HTML */
function asObject(text) {
  try {
    const parsed = JSON.parse(text);
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

/**
 * @param {Answer} answer
 * @returns {any}
 * @throws {WizardError} when it is not JSON, such as a login page
 */
export function documentOf({ status, text }) {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    throw new WizardError(status, 'not_the_service', 'The answer is not JSON.');
  }
}

/** @param {Answer} answer @returns {Tagged<any>} */
export function taggedOf(answer) {
  return { document: documentOf(answer), etag: answer.headers.get('ETag') ?? '' };
}

/** @param {string} investigationId @param {string} resource */
export function pathOf(investigationId, resource) {
  return `/${encodeURIComponent(investigationId)}/${resource}`;
}
