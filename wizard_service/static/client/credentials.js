/** The bearer token of requests, and its renewal. */

import { unlessAborted } from './backoff.js';
import { WizardError } from './problem.js';

/**
 * @typedef {(renew: boolean) => string | null | Promise<string | null>} TokenFunction
 * @typedef {string | TokenFunction} TokenSource
 */

export class Credentials {
  /**
   * @param {TokenSource | undefined} source undefined: the session cookie authenticates
   * @param {number} timeoutMs
   * @throws {TypeError} when the token is neither a string nor a function
   */
  constructor(source, timeoutMs) {
    this.usesToken = source !== undefined;
    this._source = functionOf(source);
    this._timeoutMs = timeoutMs;
    this._renewal = /** @type {Promise<string | null> | null} */ (null);
  }

  /**
   * Returns the current token, null with a cookie session.
   * @returns {Promise<string | null>}
   * @throws {WizardError} `no_token`, retryable
   */
  current() {
    return this._request(() => this._source(false));
  }

  /**
   * Requests a new token. Concurrent callers share one renewal, because a refresh token often works
   * only once.
   * @returns {Promise<string | null>}
   * @throws {WizardError} `no_token`, retryable
   */
  renew() {
    return this._request(() => {
      this._renewal ??= (async () => this._source(true))().finally(() => (this._renewal = null));
      return this._renewal;
    });
  }

  /** @param {() => ReturnType<TokenFunction>} source */
  async _request(source) {
    try {
      return await unlessAborted(source(), AbortSignal.timeout(this._timeoutMs));
    } catch (failure) {
      throw new WizardError(0, 'no_token', String(failure));
    }
  }
}

/**
 * Returns the function that supplies a token. A token given as a string cannot be renewed: a 401 is
 * then final.
 * @param {TokenSource | undefined} source
 * @returns {TokenFunction}
 */
function functionOf(source) {
  if (source === undefined) return () => null;
  if (typeof source === 'string') return (renew) => (renew ? null : source);
  if (typeof source === 'function') return source;
  throw new TypeError('The option "token" is neither a string nor a function.');
}
