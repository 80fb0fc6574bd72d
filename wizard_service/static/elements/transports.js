/** The ways in which events arrive, in the order of preference, and how they are called. */

export const TRANSPORTS = [
  { transport: "websocket", name: "WebSocket", short: "WS" },
  { transport: "sse", name: "SSE", short: "SSE" },
  { transport: "long_poll", name: "Long-poll", short: "LP" },
  { transport: "poll", name: "Poll", short: "Poll" },
];

export function nameOf(transport) {
  return TRANSPORTS.find((each) => each.transport === transport)?.name ?? transport ?? "";
}

export function shortNameOf(transport) {
  return TRANSPORTS.find((each) => each.transport === transport)?.short ?? transport ?? "";
}
