/** Sessions and tickets of browsers, and sharing (contract section 2). */

import { documentOf, pathOf } from '../http.js';

/**
 * @import { CallOptions, Http } from '../http.js'
 * @import { Connections } from '../types/feed.js'
 * @import { AccessGrant, AccessList, InvitationList, Ticket } from '../types/lists.js'
 */

/** @param {Http} http */
export function accessApi(http) {
  /** @param {string} id @param {string} userId */
  const accessPath = (id, userId) => pathOf(id, `access/${encodeURIComponent(userId)}`);

  /** @param {string} id */
  const invitationPath = (id) => `/invitations/${encodeURIComponent(id)}`;

  return {
    /**
     * Exchanges the bearer token for a session cookie that expires with it.
     * @param {CallOptions} [call]
     * @returns {Promise<void>}
     */
    beginSession: async (call = {}) => {
      await http.request('/session', { ...call, method: 'POST' });
    },

    /**
     * Revokes the token of the session cookie; with `everywhere`, all tokens of the user so far.
     * @param {CallOptions & { everywhere?: boolean }} [call]
     * @returns {Promise<void>}
     */
    endSession: async ({ everywhere = false, ...call } = {}) => {
      const path = everywhere ? '/session?everywhere=true' : '/session';
      await http.request(path, { ...call, method: 'DELETE' });
    },

    /**
     * Issues a ticket for `?ticket=` of a stream or socket, valid once and for a short time.
     * @param {CallOptions} [call]
     * @returns {Promise<Ticket>}
     */
    ticket: async (call = {}) =>
      documentOf(await http.request('/tickets', { ...call, method: 'POST' })),

    /** @param {string} id @param {CallOptions} [call] @returns {Promise<AccessList>} */
    shares: async (id, call = {}) => documentOf(await http.request(pathOf(id, 'access'), call)),

    /**
     * Invites a user, who does not see the investigation until it accepts.
     * @param {string} id
     * @param {string} userId
     * @param {'viewer' | 'editor'} role
     * @param {CallOptions} [call]
     * @returns {Promise<AccessGrant>}
     */
    share: async (id, userId, role, call = {}) =>
      documentOf(
        await http.request(accessPath(id, userId), { ...call, method: 'PUT', body: { role } }),
      ),

    /**
     * Revokes a share. With the caller's own id, the caller leaves an investigation of another user.
     * @param {string} id
     * @param {string} userId
     * @param {CallOptions} [call]
     * @returns {Promise<void>}
     */
    unshare: async (id, userId, call = {}) => {
      await http.request(accessPath(id, userId), { ...call, method: 'DELETE' });
    },

    /**
     * Lists what other users offer to share with the caller, newest first.
     * @param {{ limit?: number, offset?: number }} [query]
     * @param {CallOptions} [call]
     * @returns {Promise<InvitationList>}
     */
    invitations: async (query = {}, call = {}) =>
      documentOf(await http.request('/invitations', { ...call, query })),

    /** @param {string} id @param {CallOptions} [call] @returns {Promise<void>} */
    acceptInvitation: async (id, call = {}) => {
      await http.request(`${invitationPath(id)}/accept`, { ...call, method: 'POST' });
    },

    /** @param {string} id @param {CallOptions} [call] @returns {Promise<void>} */
    declineInvitation: async (id, call = {}) => {
      await http.request(invitationPath(id), { ...call, method: 'DELETE' });
    },

    /**
     * Lists who is connected to an investigation.
     * @param {string} id
     * @param {CallOptions} [call]
     * @returns {Promise<Connections>}
     */
    connections: async (id, call = {}) =>
      documentOf(await http.request(pathOf(id, 'connections'), call)),
  };
}
