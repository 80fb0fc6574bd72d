import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createApi } from '../../wizard_service/static/client/index.js';

// Nothing else does while everything waits for an answer.
const alive = setInterval(() => {}, 1000);
after(() => clearInterval(alive));

const baseUrl = 'http://service.example/api';
const json = (document, status = 200) => new Response(JSON.stringify(document), { status });

test('requests that are refused together ask for one new token', async () => {
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

  const answers = await Promise.all([api.health(), api.health(), api.health()]);

  assert.deepEqual([answers.length, renewals], [3, ['old']]);
});

test('an answer that was cut off before its body is asked for again', async () => {
  const answers = [new Response('', { status: 200 }), json({ status: 'healthy' })];
  const api = createApi({
    baseUrl,
    fetch: async () => answers.shift(),
    backoff: { baseMs: 1, capMs: 1, attempts: 2 },
  });

  assert.deepEqual(await api.health(), { status: 'healthy' });
});

test('nothing may be the whole answer', async () => {
  const api = createApi({ baseUrl, fetch: async () => new Response(null, { status: 204 }) });

  await api.unshare('a', 'ben');
});

test('a token that is never given is no answer, like any other', async () => {
  const api = createApi({
    baseUrl,
    fetch: async () => json({}),
    token: () => new Promise(() => {}),
    timeoutMs: 5,
  });

  await assert.rejects(api.health({ attempts: 1 }), { code: 'no_token', isRetryable: true });
});
