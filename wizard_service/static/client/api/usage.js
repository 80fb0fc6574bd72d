/** The configuration of the installation, and the caller's share of its quotas. */

import { configuredBackoff } from '../backoff.js';
import { documentOf } from '../http.js';

/**
 * @import { CallOptions, Http } from '../http.js'
 * @import { ClientConfig, Usage } from '../types/config.js'
 */

/**
 * @param {Http} http
 * @param {boolean} takesBackoff whether the client waits as the installation recommends
 */
export function usageApi(http, takesBackoff) {
  /** @type {{ etag: string, config: ClientConfig } | null} */
  let cached = null;

  return {
    /**
     * Reads how much of each quota the caller has used.
     * @param {CallOptions} [call]
     * @returns {Promise<Usage>}
     */
    usage: async (call = {}) => documentOf(await http.request('/usage', call)),

    /**
     * Reads addresses, intervals, features and limits, without a token. From then on the client
     * waits as they recommend, unless `createApi` was given a backoff, and its stores keep states in
     * the browser for as long as they say, unless the page chose a time.
     * @param {CallOptions} [call]
     * @returns {Promise<ClientConfig>}
     */
    clientConfig: async (call = {}) => {
      const headers = { 'If-None-Match': cached?.etag };
      const response = await http.request('/client-config', { ...call, headers });
      if (response.status !== 304 || !cached) {
        cached = { etag: response.headers.get('ETag') ?? '', config: documentOf(response) };
      }
      http.cacheTtlMs = cached.config.limits.state_cache_ttl_s * 1000;
      if (takesBackoff) http.backoff = configuredBackoff(cached.config);
      return cached.config;
    },
  };
}
