/** Leases: which executor works on an investigation (contract section 11). */

import { documentOf, pathOf } from '../http.js';

/**
 * @import { CallOptions, Http } from '../http.js'
 * @import { Lease, LeaseClaim, RenewedLease, TakenLease } from '../types/leases.js'
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
  };
}
