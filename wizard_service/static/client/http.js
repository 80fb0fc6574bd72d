/** HTTP requests to one service: address, credentials, bodies, retries, and errors. */

import { BACKOFF, backoffMs, sleep } from './backoff.js';
import { Credentials } from './credentials.js';
import { WizardError, errorFrom } from './problem.js';

/**
 * @import { Backoff } from './backoff.js'
 * @import { TokenSource } from './credentials.js'
 * @import { Tagged } from './types/state.js'
 *
 * @typedef {object} HttpOptions
 * @property {string} [baseUrl] default: `/api/v1/wizard` of the page's origin
 * @property {TokenSource} [token] the bearer token, or a function that returns it and is called with
 *   true after a token was refused as expired. Without it (or when it returns null) the session
 *   cookie authenticates
 * @property {string} [user] owner of the session: users of one browser share neither stored data
 *   nor a stream
 * @property {typeof fetch} [fetch]
 * @property {Backoff} [backoff]
 * @property {number} [timeoutMs] of each attempt
 *
 * @typedef {object} CallOptions
 * @property {AbortSignal} [signal]
 * @property {string} [key] Idempotency-Key of an unsafe request, generated when absent; the same in
 *   all attempts
 * @property {string} [leaseId] the lease under which an executor makes the request
 * @property {number} [attempts]
 * @property {number} [timeoutMs] of each attempt
 *
 * @typedef {{ status: number, headers: Headers, text: string }} TextResponse
 * @typedef {Record<string, string | number | boolean | null | undefined>} Query
 *
 * @typedef {object} RequestOptions
 * @property {string} [method]
 * @property {Query} [query]
 * @property {unknown} [body]
 * @property {string} [mediaType]
 * @property {Record<string, string | undefined>} [headers]
 */

export const MERGE_PATCH = 'application/merge-patch+json';

export class Http {
  /** @param {HttpOptions} options */
  constructor(options = {}) {
    const { baseUrl = '/api/v1/wizard', token, user = '', fetch, timeoutMs = 15_000 } = options;
    this.baseUrl = new URL(baseUrl, globalThis.location?.href).href.replace(/\/$/, '');
    this.user = user;
    this.backoff = { ...BACKOFF, ...options.backoff };
    this.timeoutMs = timeoutMs;
    // How long the installation lets a browser keep states, undefined while that is not known.
    this.cacheTtlMs = /** @type {number | undefined} */ (undefined);
    this.credentials = new Credentials(token, timeoutMs);
    // Whether this page follows a feed by polling. The service records it as the source of changes.
    this.isPolling = false;
    this._fetch = fetch ?? globalThis.fetch.bind(globalThis);
  }

  /**
   * Sends a request until it is answered, which is safe for GET and with an Idempotency-Key.
   * @param {string} path
   * @param {RequestOptions & CallOptions} [options]
   * @returns {Promise<TextResponse>} a success or 304
   * @throws {WizardError}
   */
  async request(path, options = {}) {
    const { method = 'GET', attempts = this.backoff.attempts } = options;
    const key = method === 'GET' ? undefined : (options.key ?? randomKey());
    for (let attempt = 0; ; attempt += 1) {
      const result = await this._attempt(path, { ...options, key });
      if (!(result instanceof WizardError)) return result;
      if (!result.isRetryable || attempt + 1 >= attempts) throw result;
      await sleep(result.retryAfterMs ?? backoffMs(attempt, this.backoff), options.signal);
    }
  }

  /**
   * Sends a request once, and again with a renewed token when the first has expired.
   * @param {string} path
   * @param {RequestOptions & CallOptions} options
   * @returns {Promise<Response>} of any status
   */
  async send(path, options) {
    const response = await this._sendWith(await this.credentials.current(), path, options);
    if (response.status !== 401 || !this.credentials.usesToken) return response;
    const renewed = await this.credentials.renew();
    return renewed === null ? response : this._sendWith(renewed, path, options);
  }

  /** @param {string} path @param {Query} [query] members that are undefined or null are left out */
  url(path, query = {}) {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined && value !== null) search.append(name, String(value));
    }
    return this.baseUrl + path + (search.size ? `?${search}` : '');
  }

  /**
   * @param {string} path
   * @param {RequestOptions & CallOptions} options
   * @returns {Promise<TextResponse | WizardError>}
   */
  async _attempt(path, options) {
    const timeout = AbortSignal.timeout(options.timeoutMs ?? this.timeoutMs);
    const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
    try {
      const response = await this.send(path, { ...options, signal });
      const { status, headers, ok } = response;
      const text = await response.text();
      // Some browsers report a connection cut within the headers as a response without a body.
      if (ok && text === '' && status !== 204) throw new TypeError('The response was cut off.');
      return ok || status === 304 ? { status, headers, text } : errorFrom(response, text);
    } catch (failure) {
      if (options.signal?.aborted) throw options.signal.reason;
      return failure instanceof WizardError
        ? failure
        : new WizardError(0, 'no_answer', String(failure));
    }
  }

  /**
   * @param {string | null} token
   * @param {string} path
   * @param {RequestOptions & CallOptions} options
   */
  _sendWith(token, path, { method = 'GET', query, signal, ...options }) {
    const { body, key, leaseId, mediaType = 'application/json' } = options;
    /** @type {Record<string, string | undefined>} */
    const headers = {
      Accept: 'application/json, application/problem+json',
      Authorization: token === null ? undefined : `Bearer ${token}`,
      'Content-Type': body === undefined ? undefined : mediaType,
      'Idempotency-Key': key,
      'Wizard-Lease': leaseId,
      'Wizard-Transport': this.isPolling && method !== 'GET' ? 'polling' : undefined,
      ...options.headers,
    };
    const present = Object.entries(headers).filter(([, value]) => value !== undefined);
    return this._fetch(this.url(path, query), {
      method,
      headers: /** @type {[string, string][]} */ (present),
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
      // The service compares ETags; a cached response would carry an old X-Request-ID and cursor.
      cache: 'no-store',
      credentials: 'same-origin',
    });
  }
}

export function randomKey() {
  // crypto.randomUUID exists in secure contexts only.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Parses the body of a response.
 * @param {TextResponse} response
 * @returns {any} null without a body
 * @throws {WizardError} when it is not JSON, such as a login page
 */
export function documentOf({ status, text }) {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    throw new WizardError(status, 'not_the_service', 'The response is not JSON.');
  }
}

/** @param {TextResponse} response @returns {Tagged<any>} */
export function taggedOf(response) {
  return { document: documentOf(response), etag: response.headers.get('ETag') ?? '' };
}

/** @param {string} investigationId @param {string} resource */
export function pathOf(investigationId, resource) {
  return `/${encodeURIComponent(investigationId)}/${resource}`;
}
