/** Who may see what: sessions and tickets of browsers, sharing (contract section 2). */

import { documentOf, pathOf } from '../http.js';

/** @import { Call, Http } from '../http.js' */

/** @param {Http} http */
export function accessCalls(http) {
  /** @param {string} id @param {string} userId */
  const accessPath = (id, userId) => pathOf(id, `access/${encodeURIComponent(userId)}`);

  return {
    /** Exchange the bearer token for a cookie that ends with it. @param {Call} [call] @returns {Promise<void>} */
    beginSession: async (call = {}) => {
      await http.request('/session', { ...call, method: 'POST' });
    },

    /** @param {Call} [call] @returns {Promise<void>} */
    endSession: async (call = {}) => {
      await http.request('/session', { ...call, method: 'DELETE' });
    },

    /** Good once and for a short time, for `?ticket=` of a stream or socket. @param {Call} [call] @returns {Promise<{ ticket: string, expires_in: number }>} */
    ticket: async (call = {}) =>
      documentOf(await http.request('/tickets', { ...call, method: 'POST' })),

    /** @param {string} id @param {Call} [call] @returns {Promise<{ access: { user_id: string, role: 'viewer' | 'editor' }[] }>} */
    shares: async (id, call = {}) => documentOf(await http.request(pathOf(id, 'access'), call)),

    /** @param {string} id @param {string} userId @param {'viewer' | 'editor'} role @param {Call} [call] @returns {Promise<{ user_id: string, role: string }>} */
    share: async (id, userId, role, call = {}) =>
      documentOf(
        await http.request(accessPath(id, userId), { ...call, method: 'PUT', body: { role } }),
      ),

    /** @param {string} id @param {string} userId @param {Call} [call] @returns {Promise<void>} */
    unshare: async (id, userId, call = {}) => {
      await http.request(accessPath(id, userId), { ...call, method: 'DELETE' });
    },

    /** Who is connected to an investigation. @param {string} id @param {Call} [call] @returns {Promise<any>} */
    connections: async (id, call = {}) =>
      documentOf(await http.request(pathOf(id, 'connections'), call)),
  };
}
