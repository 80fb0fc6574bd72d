/** @import { Call, Http } from '../http.js' */
/** @param {Http} http */
export function accessCalls(http: Http): {
    /** Exchange the bearer token for a cookie that ends with it. @param {Call} [call] @returns {Promise<void>} */
    beginSession: (call?: Call) => Promise<void>;
    /** @param {Call} [call] @returns {Promise<void>} */
    endSession: (call?: Call) => Promise<void>;
    /** Good once and for a short time, for `?ticket=` of a stream or socket. @param {Call} [call] @returns {Promise<{ ticket: string, expires_in: number }>} */
    ticket: (call?: Call) => Promise<{
        ticket: string;
        expires_in: number;
    }>;
    /** @param {string} id @param {Call} [call] @returns {Promise<{ access: { user_id: string, role: 'viewer' | 'editor' }[] }>} */
    shares: (id: string, call?: Call) => Promise<{
        access: {
            user_id: string;
            role: "viewer" | "editor";
        }[];
    }>;
    /** @param {string} id @param {string} userId @param {'viewer' | 'editor'} role @param {Call} [call] @returns {Promise<{ user_id: string, role: string }>} */
    share: (id: string, userId: string, role: "viewer" | "editor", call?: Call) => Promise<{
        user_id: string;
        role: string;
    }>;
    /** @param {string} id @param {string} userId @param {Call} [call] @returns {Promise<void>} */
    unshare: (id: string, userId: string, call?: Call) => Promise<void>;
    /** Who is connected to an investigation. @param {string} id @param {Call} [call] @returns {Promise<any>} */
    connections: (id: string, call?: Call) => Promise<any>;
};
import type { Http } from '../http.js';
import type { Call } from '../http.js';
