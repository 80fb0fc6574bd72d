import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createApi } from '../../../wizard_service/static/client/index.js';

// Keeps Node running while every promise waits for a response.
const keepAlive = setInterval(() => {}, 1000);
after(() => clearInterval(keepAlive));

const baseUrl = 'http://service.example/api';
const json = (document, status = 200) => new Response(JSON.stringify(document), { status });

test('requests that are refused together share one renewal of the token', async () => {
  const renewals = [];
  let current = 'old';
  const token = async (renew) => {
    if (renew) {
      renewals.push(current);
      await new Promise((resolve) => setTimeout(resolve));
      current = 'new';
    }
    return current;
  };
  const fetch = async (_, { headers }) => {
    const isNew = new Headers(headers).get('Authorization') === 'Bearer new';
    return isNew ? json({ status: 'healthy' }) : json({ code: 'token_expired' }, 401);
  };
  const api = createApi({ baseUrl, fetch, token });

  const responses = await Promise.all([api.health(), api.health(), api.health()]);

  assert.equal(responses.length, 3);
  assert.deepEqual(renewals, ['old']);
});

test('a request whose response was cut off before its body is repeated', async () => {
  const responses = [new Response('', { status: 200 }), json({ status: 'healthy' })];
  const backoff = { baseMs: 1, capMs: 1, attempts: 2 };
  const api = createApi({ baseUrl, fetch: async () => responses.shift(), backoff });

  assert.deepEqual(await api.health(), { status: 'healthy' });
});

test('a write is repeated under one key until it is answered', async () => {
  const keys = [];
  const outcomes = [json({ code: 'storage_unavailable' }, 503), json({ code: 'overloaded' }, 503)];
  const fetch = async (_, { headers }) => {
    keys.push(new Headers(headers).get('Idempotency-Key'));
    if (keys.length === 1) throw new TypeError('The connection was cut.');
    return outcomes.shift() ?? new Response(null, { status: 204 });
  };
  const api = createApi({ baseUrl, fetch, backoff: { baseMs: 1, capMs: 1, attempts: 4 } });

  await api.unshare('a', 'ben');

  assert.equal(keys.length, 4);
  assert.match(keys[0], /^[0-9a-f]{32}$/);
  assert.equal(new Set(keys).size, 1);
});

test('a response with status 204 has no body', async () => {
  const api = createApi({ baseUrl, fetch: async () => new Response(null, { status: 204 }) });

  assert.equal(await api.unshare('a', 'ben'), undefined);
});

test('a token source that never answers is a retryable failure', async () => {
  const token = () => new Promise(() => {});
  const api = createApi({ baseUrl, fetch: async () => json({}), token, timeoutMs: 5 });

  await assert.rejects(api.health({ attempts: 1 }), { code: 'no_token', isRetryable: true });
});

test('members of a query that are undefined or null are left out', () => {
  const { http } = createApi({ baseUrl, fetch: async () => json({}) });

  assert.equal(
    http.url('/x', { a: 0, b: null, c: undefined, d: 'é &' }),
    `${baseUrl}/x?a=0&d=%C3%A9+%26`,
  );
  assert.equal(http.url('/x', { a: null }), `${baseUrl}/x`);
});
