import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { follow } from '../../wizard_service/static/client/index.js';
import { Service, settled, stateOf } from './pretended.mjs';

// Nothing else does while everything waits for an answer.
const alive = setInterval(() => {}, 1000);
const followings = [];
const native = {
  WebSocket: globalThis.WebSocket,
  navigator: Object.getOwnPropertyDescriptor(globalThis, 'navigator'),
};

/** Follow, and gather what is told. */
function following(api, id, options) {
  const feed = follow(api, id, { shared: false, ...options });
  const heard = { feed, events: [], failure: null };
  followings.push(feed);
  heard.over = (async () => {
    try {
      for await (const event of feed) heard.events.push(event);
    } catch (failure) {
      heard.failure = failure;
    }
  })();
  return heard;
}

function pretendLocks(locks) {
  Object.defineProperty(globalThis, 'navigator', { value: { locks }, configurable: true });
}

afterEach(() => {
  followings.splice(0).forEach((feed) => feed.close());
  globalThis.WebSocket = native.WebSocket;
  if (native.navigator) Object.defineProperty(globalThis, 'navigator', native.navigator);
  else delete globalThis.navigator;
});
after(() => clearInterval(alive));

const event = (n, investigation_id = 'a') => ({
  id: `e-${n}`,
  event_type: 'log_appended',
  investigation_id,
  user_id: 'me',
  version: n,
  timestamp: 't',
  data: { lines: [] },
});
const polled = (n, more) => ({
  investigation_id: 'a',
  timestamp: 't',
  version: n,
  cursor: `e-${n}`,
  next_poll_interval: 60_000,
  ...more,
});

for (const [what, Socket] of [
  ['is not there', undefined],
  [
    'may not be opened by this page',
    class {
      constructor() {
        throw new DOMException('not allowed', 'SecurityError');
      }
    },
  ],
]) {
  test(`a socket that ${what} is done without`, async () => {
    globalThis.WebSocket = Socket;
    const service = new Service();
    const heard = following(service.api, 'a', { cursor: 'e-1', transports: ['websocket', 'poll'] });
    (await service.asked('GET /a/poll')).answer(polled(2, { events: [event(2)] }));
    await settled();

    assert.deepEqual([heard.failure, heard.events.map(({ id }) => id)], [null, ['e-2']]);
  });
}

test('a socket that is cut before it has answered is not tried again and again', async () => {
  let opened = 0;
  globalThis.WebSocket = class {
    constructor() {
      opened += 1;
      queueMicrotask(() => this.onopen());
      const established = {
        event_type: 'connection_established',
        data: { heartbeat_interval_ms: 1000, cursor: 'e-1' },
      };
      queueMicrotask(() => this.onmessage({ data: JSON.stringify(established) }));
    }

    send() {
      this.onclose({ code: 1006 });
    }

    close() {}
  };
  const service = new Service();
  const heard = following(service.api, 'a', { cursor: 'e-1', transports: ['websocket', 'poll'] });

  (await service.asked('GET /a/poll')).answer(polled(2, { events: [event(2)] }));
  await settled();
  assert.deepEqual([heard.events.length, opened], [1, 1]);
});

const polledAll = (n, more) => ({
  user_id: 'me',
  timestamp: 't',
  has_changes: true,
  cursor: `e-${n}`,
  next_poll_interval: 60_000,
  ...more,
});

test('the feed of everything is followed by polling as that of one is', async () => {
  const service = new Service();
  const heard = following(service.api, null, { cursor: 'e-1', transports: ['poll'] });
  (await service.asked('GET /poll?after=e-1')).answer(
    polledAll(3, { events: [event(2, 'mine'), event(3, 'other')] }),
  );
  await settled();

  assert.deepEqual(
    heard.events.map(({ id, investigation_id }) => [id, investigation_id]),
    [
      ['e-2', 'mine'],
      ['e-3', 'other'],
    ],
  );
  assert.equal(heard.feed.getState().interval_ms, 60_000);
});

test('the feed of everything by long-poll is held back once it has shown that it works', async () => {
  const service = new Service();
  const heard = following(service.api, null, { cursor: 'e-1', transports: ['long_poll'] });
  (await service.asked('GET /poll?after=e-1')).answer(polledAll(2, { events: [event(2, 'mine')] }));
  const { path } = await service.asked('GET /poll?after=e-2&wait=25');

  assert.equal(path, '/poll?after=e-2&wait=25');
  assert.deepEqual(
    heard.events.map(({ id }) => id),
    ['e-2'],
  );
});

test('the feed of everything begins with the list of what is active, also when its cursor has expired', async () => {
  for (const [cursor, reason] of [
    [null, 'initial'],
    ['old-1', 'cursor_expired'],
  ]) {
    const service = new Service();
    const heard = following(service.api, null, { cursor, transports: ['poll'] });
    if (cursor)
      (await service.asked('GET /poll?after=old-1')).answer(
        { code: 'cursor_expired' },
        { status: 410 },
      );
    (await service.asked('GET /poll')).answer(
      polledAll(7, { state: [{ investigation_id: 'mine' }] }),
    );
    await settled();

    const [{ event_type, user_id, data }] = heard.events;
    assert.deepEqual(
      [event_type, user_id, data.sync_reason, data.state[0].investigation_id],
      ['state_sync', 'me', reason, 'mine'],
    );
    assert.equal(heard.feed.getState().cursor, 'e-7');
  }
});

test('where polling is switched off a page follows all the same', async () => {
  pretendLocks({
    request: (_, options, act) => (act ?? options)(),
    query: async () => ({ held: [] }),
  });
  const service = new Service();
  const heard = following(service.api, 'a', { shared: true, transports: ['sse'] });
  (await service.asked('GET /a/poll')).answer({ code: 'feature_disabled' }, { status: 404 });

  await service.asked('GET /a/stream');
  assert.equal(heard.failure, null);
});

test('where locks are forbidden a page has a stream of its own', async () => {
  let asked = 0;
  const forbidden = async () => {
    asked += 1;
    throw new DOMException('forbidden', 'SecurityError');
  };
  pretendLocks({ request: forbidden, query: forbidden });
  const service = new Service();
  following(service.api, 'a', { shared: true, cursor: 'e-1', transports: ['poll'] });

  await service.asked('GET /a/poll?after=e-1');
  assert.equal(asked, 1);
});

test('a page that lets go while it asks for its token lets go of all', async () => {
  pretendLocks({ request: () => new Promise(() => {}), query: async () => ({ held: [] }) });
  const service = new Service();
  let give;
  service.api.http.credentials._source = () => new Promise((resolve) => (give = resolve));
  const heard = following(service.api, 'a', { shared: true });
  await settled();
  give(null);
  (await service.asked('GET /a/poll')).answer(polled(1, { state: stateOf('a') }));
  await settled();
  heard.feed.close();
  give(null);

  await heard.over;
});
