/** Names the transports of the feed, in order of preference. */

import { texts } from '../../texts/elements.js';
import { wordOf } from './format.js';

/** @import { TransportName } from '../../client/feed/types.js' */

/** @type {TransportName[]} */
export const TRANSPORTS = ['websocket', 'sse', 'long_poll', 'poll'];

/** @param {string | null | undefined} transport */
export function transportName(transport) {
  return wordOf(texts.format.transports, transport) ?? transport ?? '';
}

/** @param {TransportName} transport */
export function shortTransportName(transport) {
  return texts.format.shortTransports[transport];
}
