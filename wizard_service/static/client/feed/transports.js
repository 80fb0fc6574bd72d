/** The transports by name. */

import { PollTransport } from './poll-transport.js';
import { SseTransport } from './sse-transport.js';
import { WebSocketTransport } from './websocket-transport.js';

/**
 * @import { WizardApi } from '../api/index.js'
 * @import { FeedTransport } from './session.js'
 * @import { TransportName } from './types.js'
 */

/** The best first. @type {readonly TransportName[]} */
export const TRANSPORTS = Object.freeze(
  /** @type {const} */ (['websocket', 'sse', 'long_poll', 'poll']),
);

/**
 * @param {WizardApi} api
 * @param {string | null} investigationId null: everything the caller owns
 * @param {readonly TransportName[]} names
 * @returns {FeedTransport[]}
 * @throws {RangeError} for an unknown name, or none
 */
export function makeTransports(api, investigationId, names) {
  const unknown = names.filter((name) => !TRANSPORTS.includes(name));
  if (unknown.length || !names.length)
    throw new RangeError(`No such transports: ${unknown.join(', ') || 'none given'}.`);
  return names.map((name) => makeTransport(api, investigationId, name));
}

/** @param {WizardApi} api @param {string | null} id @param {TransportName} name */
function makeTransport(api, id, name) {
  if (name === 'websocket') return new WebSocketTransport(api, id);
  if (name === 'sse') return new SseTransport(api.http, id);
  return new PollTransport(api, id, name);
}
