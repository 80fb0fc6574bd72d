/** Names the transports of the feed, in order of preference. */

/**
 * @import { TransportName } from '../../client/feed/types.js'
 * @typedef {{ transport: TransportName, name: string, shortName: string }} Transport
 */

/** @type {Transport[]} */
export const TRANSPORTS = [
  { transport: 'websocket', name: 'WebSocket', shortName: 'WS' },
  { transport: 'sse', name: 'SSE', shortName: 'SSE' },
  { transport: 'long_poll', name: 'Long-poll', shortName: 'LP' },
  { transport: 'poll', name: 'Poll', shortName: 'Poll' },
];

/** @param {string | null | undefined} transport */
export function transportName(transport) {
  const row = TRANSPORTS.find((candidate) => candidate.transport === transport);
  return row?.name ?? transport ?? '';
}
