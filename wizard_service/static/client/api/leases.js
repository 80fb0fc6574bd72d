/** Leases: which executor works on an investigation (contract section 11). */

import { documentOf, pathOf } from '../http.js';

/**
 * @import { CallOptions, Http } from '../http.js'
 * @import { Example, ExecutorToken, Lease, LeaseClaim, RenewedLease, TakenLease } from '../types/leases.js'
 */

/** @param {Http} http */
export function leaseApi(http) {
  return {
    /**
     * Takes the lease; its id goes as `leaseId` into the calls of the executor.
     * @param {string} id
     * @param {LeaseClaim} claim
     * @param {CallOptions} [call]
     * @returns {Promise<TakenLease>}
     */
    takeLease: async (id, claim, call = {}) => {
      const options = { method: 'POST', body: claim };
      return documentOf(await http.request(pathOf(id, 'lease'), { ...call, ...options }));
    },

    /**
     * Renews the lease, and returns whether to go on.
     * @param {string} id
     * @param {string} leaseId
     * @param {CallOptions} [call]
     * @returns {Promise<RenewedLease>}
     */
    renewLease: async (id, leaseId, call = {}) => {
      const options = { ...call, leaseId, method: 'PUT' };
      return documentOf(await http.request(pathOf(id, 'lease'), options));
    },

    /**
     * Gives the lease back.
     * @param {string} id
     * @param {string} leaseId
     * @param {CallOptions} [call]
     * @returns {Promise<void>}
     */
    releaseLease: async (id, leaseId, call = {}) => {
      await http.request(pathOf(id, 'lease'), { ...call, leaseId, method: 'DELETE' });
    },

    /**
     * Reads the newest lease, living or ended.
     * @param {string} id
     * @param {CallOptions} [call]
     * @returns {Promise<Lease>}
     */
    lease: async (id, call = {}) => documentOf(await http.request(pathOf(id, 'lease'), call)),

    /**
     * Issues a token for an executor of this investigation alone, valid for an hour.
     * @param {string} id
     * @param {CallOptions} [call]
     * @returns {Promise<ExecutorToken>}
     */
    issueToken: async (id, call = {}) => {
      const options = { ...call, method: 'POST' };
      return documentOf(await http.request(pathOf(id, 'executor-token'), options));
    },

    /**
     * Reads how the example executor runs on the machine of the service.
     * @param {string} id
     * @param {CallOptions} [call]
     * @returns {Promise<Example>}
     */
    example: async (id, call = {}) => documentOf(await http.request(pathOf(id, 'example'), call)),

    /**
     * Starts the example executor on the machine of the service.
     * @param {string} id
     * @param {CallOptions} [call]
     * @returns {Promise<void>}
     */
    startExample: async (id, call = {}) => {
      await http.request(pathOf(id, 'example'), { ...call, method: 'POST' });
    },
  };
}
