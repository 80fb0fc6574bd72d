import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collect, event, idsOf, polled, polledAll, replaceLocks } from './fakes/fake-feed.mjs';
import { FakeService, nextTask, stateOf } from './fakes/fake-service.mjs';

class ForbiddenSocket {
  constructor() {
    throw new DOMException('not allowed', 'SecurityError');
  }
}

for (const [reason, Socket] of [
  ['the browser has none', undefined],
  ['the page must not open any', ForbiddenSocket],
]) {
  test(`the next transport is used when ${reason}`, async () => {
    globalThis.WebSocket = Socket;
    const service = new FakeService();
    const options = { cursor: 'e-1', transports: ['websocket', 'poll'] };
    const collected = collect(service.api, 'a', options);
    (await service.next('GET /a/poll')).respond(polled(2, { events: [event(2)] }));
    await nextTask();

    assert.equal(collected.failure, null);
    assert.deepEqual(idsOf(collected), ['e-2']);
  });
}

test('a socket that closes before it has answered is not opened again', async () => {
  let opened = 0;
  globalThis.WebSocket = class {
    constructor() {
      opened += 1;
      queueMicrotask(() => this.onopen());
      const data = { heartbeat_interval_ms: 1000, cursor: 'e-1' };
      const established = { event_type: 'connection_established', data };
      queueMicrotask(() => this.onmessage({ data: JSON.stringify(established) }));
    }

    send() {
      this.onclose({ code: 1006 });
    }

    close() {}
  };
  const service = new FakeService();
  const options = { cursor: 'e-1', transports: ['websocket', 'poll'] };
  const collected = collect(service.api, 'a', options);

  (await service.next('GET /a/poll')).respond(polled(2, { events: [event(2)] }));
  await nextTask();

  assert.deepEqual(idsOf(collected), ['e-2']);
  assert.equal(opened, 1);
});

test('polling follows everything the user owns', async () => {
  const service = new FakeService();
  const collected = collect(service.api, null, { cursor: 'e-1', transports: ['poll'] });
  const events = [event(2, 'first'), event(3, 'second')];
  (await service.next('GET /poll?after=e-1')).respond(polledAll(3, { events }));
  await nextTask();

  assert.deepEqual(collected.events, events);
  assert.equal(collected.feed.getState().interval_ms, 60_000);
});

test('following everything by polls sends If-None-Match, and a 304 keeps the cursor', async () => {
  const service = new FakeService();
  const collected = collect(service.api, null, { cursor: 'e-1', transports: ['poll'] });
  const first = await service.next('GET /poll?after=e-1');
  const begin = { events: [event(2)], next_poll_interval: 1 };
  first.respond(polledAll(2, begin), { ETag: 'W/"e.7"' });
  for (let polls = 0; polls < 2; polls += 1) {
    const request = await service.next('GET /poll?after=e-2');
    assert.equal(request.headers.get('If-None-Match'), 'W/"e.7"');
    request.respond(null, { status: 304, 'X-Recommended-Interval': '1' });
  }
  const last = await service.next('GET /poll?after=e-2');
  last.respond(polledAll(3, { events: [event(3)] }));
  await nextTask();

  assert.deepEqual(idsOf(collected), ['e-2', 'e-3']);
  assert.equal(collected.feed.getState().interval_ms, 60_000);
});

test('a long poll waits for events once the first poll was answered', async () => {
  const service = new FakeService();
  const collected = collect(service.api, null, { cursor: 'e-1', transports: ['long_poll'] });
  const first = await service.next('GET /poll');
  assert.equal(first.path, '/poll?after=e-1');
  first.respond(polledAll(2, { events: [event(2)] }));

  const second = await service.next('GET /poll');

  assert.equal(second.path, '/poll?after=e-2&wait=25');
  assert.deepEqual(idsOf(collected), ['e-2']);
});

for (const [cursor, reason] of [
  [null, 'initial'],
  ['old-1', 'cursor_expired'],
]) {
  test(`the feed of everything begins with the active investigations: ${reason}`, async () => {
    const service = new FakeService();
    const collected = collect(service.api, null, { cursor, transports: ['poll'] });
    if (cursor) {
      const expired = await service.next('GET /poll?after=old-1');
      expired.respond({ code: 'cursor_expired' }, { status: 410 });
    }
    const state = [{ investigation_id: 'a' }];
    (await service.next('GET /poll')).respond(polledAll(7, { state }));
    await nextTask();

    const [{ event_type, user_id, data }] = collected.events;
    assert.deepEqual([event_type, user_id], ['state_sync', 'me']);
    assert.deepEqual(data, { sync_reason: reason, state, cursor: 'e-7' });
    assert.equal(collected.feed.getState().cursor, 'e-7');
  });
}

test('where polling is disabled a page follows by a separate stream', async () => {
  replaceLocks({
    request: (_, options, act) => (act ?? options)(),
    query: async () => ({ held: [] }),
  });
  const service = new FakeService();
  const collected = collect(service.api, 'a', { shared: true, transports: ['sse'] });
  (await service.next('GET /a/poll')).respond({ code: 'feature_disabled' }, { status: 404 });

  await service.next('GET /a/stream');
  assert.equal(collected.failure, null);
});

test('where locks are forbidden a page follows by a separate stream', async () => {
  let queries = 0;
  const forbidden = async () => {
    queries += 1;
    throw new DOMException('forbidden', 'SecurityError');
  };
  replaceLocks({ request: forbidden, query: forbidden });
  const service = new FakeService();
  collect(service.api, 'a', { shared: true, cursor: 'e-1', transports: ['poll'] });

  await service.next('GET /a/poll?after=e-1');
  assert.equal(queries, 1);
});

test('a feed that is closed while it waits for its token ends', async () => {
  replaceLocks({ request: () => new Promise(() => {}), query: async () => ({ held: [] }) });
  let resolveToken;
  const token = () => new Promise((resolve) => (resolveToken = resolve));
  const service = new FakeService('', token);
  const collected = collect(service.api, 'a', { shared: true });
  await nextTask();
  resolveToken('t');
  (await service.next('GET /a/poll')).respond(polled(1, { state: stateOf('a') }));
  await nextTask();

  collected.feed.close();
  resolveToken('t');

  await collected.done;
  assert.equal(collected.failure, null);
  assert.equal(collected.feed.getState().phase, 'ended');
});
