/** The REST API: one typed function for each operation of the service. */

import { Http } from '../http.js';
import { accessApi } from './access.js';
import { investigationApi } from './investigations.js';
import { leaseApi } from './leases.js';
import { libraryApi } from './library.js';
import { pollingApi } from './polling.js';
import { usageApi } from './usage.js';
import { versionsApi } from './versions.js';

/** @import { HttpOptions } from '../http.js' */

/**
 * @typedef {{ http: Http } & ReturnType<typeof investigationApi> & ReturnType<typeof accessApi>
 *   & ReturnType<typeof pollingApi> & ReturnType<typeof libraryApi>
 *   & ReturnType<typeof leaseApi> & ReturnType<typeof usageApi>
 *   & ReturnType<typeof versionsApi>} WizardApi
 */

/**
 * Creates the API of one service.
 *
 * Every function takes CallOptions last and rejects with WizardError. A request without a response,
 * or with 408, 429, 502, 503 or 504, is repeated with random backoff; `Retry-After` overrides the
 * backoff. An unsafe request carries an Idempotency-Key, the same in all its attempts, so that the
 * service executes it at most once. Pass `key` to keep it over several calls.
 * @param {HttpOptions} [options]
 * @returns {WizardApi}
 */
export function createApi(options = {}) {
  const http = new Http(options);
  return {
    http,
    ...investigationApi(http),
    ...accessApi(http),
    ...pollingApi(http),
    ...libraryApi(http),
    ...leaseApi(http),
    ...versionsApi(http),
    ...usageApi(http, options.backoff === undefined),
  };
}
