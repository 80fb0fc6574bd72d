/** Feeds that are followed until the end of a test, and the responses that they read. */

import { after, afterEach } from 'node:test';
import { follow } from '../../../../wizard_service/static/client/index.js';

// Keeps Node running while every promise waits for a response.
const keepAlive = setInterval(() => {}, 1000);
const feeds = [];
const native = {
  WebSocket: globalThis.WebSocket,
  navigator: Object.getOwnPropertyDescriptor(globalThis, 'navigator'),
};

after(() => clearInterval(keepAlive));
afterEach(() => {
  for (const feed of feeds.splice(0)) feed.close();
  globalThis.WebSocket = native.WebSocket;
  if (native.navigator) Object.defineProperty(globalThis, 'navigator', native.navigator);
  else delete globalThis.navigator;
});

/** Follows a feed and collects what it yields. */
export function collect(api, id, options) {
  const feed = follow(api, id, { shared: false, ...options });
  const collected = { feed, events: [], failure: null };
  feeds.push(feed);
  collected.done = (async () => {
    try {
      for await (const event of feed) collected.events.push(event);
    } catch (failure) {
      collected.failure = failure;
    }
  })();
  return collected;
}

export const idsOf = ({ events }) => events.map(({ id }) => id);

export function replaceLocks(locks) {
  Object.defineProperty(globalThis, 'navigator', { value: { locks }, configurable: true });
}

export const event = (offset, investigation_id = 'a') => ({
  id: `e-${offset}`,
  event_type: 'log_appended',
  investigation_id,
  user_id: 'me',
  version: offset,
  timestamp: 't',
  committed_at: 't',
  data: { lines: [] },
});
export const polled = (offset, more) => ({
  investigation_id: 'a',
  timestamp: 't',
  version: offset,
  cursor: `e-${offset}`,
  next_poll_interval: 60_000,
  ...more,
});
export const polledAll = (offset, more) => ({
  user_id: 'me',
  timestamp: 't',
  has_changes: true,
  cursor: `e-${offset}`,
  next_poll_interval: 60_000,
  ...more,
});
