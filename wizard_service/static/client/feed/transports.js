/** The transports by name. */

import { PollTransport } from './poll-transport.js';
import { SseTransport } from './sse-transport.js';
import { WebSocketTransport } from './websocket-transport.js';

/**
 * @import { WizardApi } from '../api/index.js'
 * @import { FeedTransport } from './session.js'
 * @import { TransportName } from './types.js'
 */

/** The preferred one first. @type {readonly TransportName[]} */
export const TRANSPORTS = Object.freeze(
  /** @type {const} */ (['websocket', 'sse', 'long_poll', 'poll']),
);

/**
 * @param {WizardApi} api
 * @param {string | null} investigationId null: everything the caller owns
 * @param {readonly TransportName[]} names
 * @returns {FeedTransport[]}
 * @throws {RangeError} for an unknown name, or no name at all
 */
export function makeTransports(api, investigationId, names) {
  const unknown = names.filter((name) => !TRANSPORTS.includes(name));
  if (unknown.length) throw new RangeError(`Unknown transports: ${unknown.join(', ')}.`);
  if (!names.length) throw new RangeError('At least one transport is required.');
  return names.map((name) => makeTransport(api, investigationId, name));
}

/** @param {WizardApi} api @param {string | null} id @param {TransportName} name */
function makeTransport(api, id, name) {
  if (name === 'websocket') return new WebSocketTransport(api, id);
  if (name === 'sse') return new SseTransport(api.http, id);
  return new PollTransport(api, id, name);
}
