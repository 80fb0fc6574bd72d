/** The REST API: one typed call for each of the contract. */

import { accessCalls } from './access.js';
import { investigationCalls } from './investigations.js';
import { libraryCalls } from './library.js';
import { pollingCalls } from './polling.js';
import { Http } from '../http.js';

/** @import { HttpOptions } from '../http.js' */

/**
 * @typedef {{ http: Http } & ReturnType<typeof investigationCalls> & ReturnType<typeof accessCalls>
 *   & ReturnType<typeof pollingCalls> & ReturnType<typeof libraryCalls>} WizardApi
 */

/**
 * Every call takes `{signal, key, attempts}` last and rejects with WizardError. What does not come through (no answer,
 * 429, 502, 503, 504) is repeated with full-jitter backoff; `Retry-After` wins. An unsafe request carries an
 * Idempotency-Key, the same in all its attempts: it is done at most once. Pass `key` to keep it over calls as well.
 * @param {HttpOptions} [options]
 * @returns {WizardApi}
 */
export function createApi(options = {}) {
  const http = new Http(options);
  return {
    http,
    ...investigationCalls(http),
    ...accessCalls(http),
    ...pollingCalls(http),
    ...libraryCalls(http),
  };
}
