import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BACKOFF } from '../../../wizard_service/static/client/backoff.js';
import { createApi } from '../../../wizard_service/static/client/index.js';
import { FakeService } from './fakes/fake-service.mjs';

const POLLED = { investigation_id: 'inv_1', has_changes: true, cursor: 'e-9', timestamp: 't' };

test('a poll from the cursor of the poll before sends its ETag, and a 304 has no events', async () => {
  const service = new FakeService();
  const first = service.api.poll('inv_1');
  (await service.next('GET /inv_1/poll')).respond({ ...POLLED, state: {} }, { ETag: 'W/"e.7"' });
  await first;

  const second = service.api.poll('inv_1', { cursor: 'e-9' });
  const request = await service.next('GET /inv_1/poll?after=e-9');
  assert.equal(request.headers.get('If-None-Match'), 'W/"e.7"');
  request.respond(null, { status: 304, 'X-Recommended-Interval': '500' });
  const unchanged = { ...POLLED, has_changes: false, events: [], next_poll_interval: 500 };
  assert.deepEqual(await second, unchanged);
});

test('a poll of everything sends the ETag of the poll before, and a 304 has no events', async () => {
  const polled = { user_id: 'me', has_changes: true, cursor: 'e-9', timestamp: 't' };
  const service = new FakeService();
  const first = service.api.pollAll();
  (await service.next('GET /poll')).respond({ ...polled, state: [] }, { ETag: 'W/"e.7"' });
  await first;

  for (const interval of [500, 700]) {
    const again = service.api.pollAll({ cursor: 'e-9' });
    const request = await service.next('GET /poll?after=e-9');
    assert.equal(request.headers.get('If-None-Match'), 'W/"e.7"');
    request.respond(null, { status: 304, 'X-Recommended-Interval': String(interval) });
    const unchanged = { has_changes: false, events: [], next_poll_interval: interval };
    assert.deepEqual(await again, { ...polled, ...unchanged });
  }
});

test('a poll from another cursor, without one, or of another feed sends no ETag', async () => {
  const service = new FakeService();
  const first = service.api.poll('inv_1');
  (await service.next('GET /inv_1/poll')).respond(POLLED, { ETag: 'W/"e.7"' });
  await first;
  service.api.poll('inv_1', { cursor: 'e-8' });
  service.api.poll('inv_2', { cursor: 'e-9' });
  service.api.poll('inv_1');
  for (let sent = 0; sent < 3; sent += 1) {
    const request = await service.next('GET ');
    assert.equal(request.headers.get('If-None-Match'), null);
    request.respond(POLLED);
  }
});

test('the client waits as the configuration says, unless the page has chosen a backoff', async () => {
  const polling = {
    fast_interval_ms: 700,
    normal_interval_ms: 1000,
    max_retries: 2,
    backoff_multiplier: 5,
    max_backoff_ms: 10_000,
  };
  const config = { polling, limits: { state_cache_ttl_s: 60 } };
  const service = new FakeService();
  const reading = service.api.clientConfig();
  (await service.next('GET /client-config')).respond(config, { ETag: '"c"' });
  assert.deepEqual(await reading, config);
  const again = service.api.clientConfig();
  const request = await service.next('GET /client-config');
  assert.equal(request.headers.get('If-None-Match'), '"c"');
  request.respond(null, { status: 304 });
  assert.deepEqual(await again, config);
  const { backoff } = service.api.http;
  assert.deepEqual([backoff.attempts, backoff.firstWaitMs, backoff.multiplier], [3, 700, 5]);

  const fetch = async () => new Response(JSON.stringify(config));
  const own = createApi({ baseUrl: 'http://service.example/api', fetch, backoff: BACKOFF });
  await own.clientConfig();
  assert.deepEqual(own.http.backoff, BACKOFF);
});
