import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  BACKOFF,
  MAX_RETRY_AFTER_MS,
  backoffMs,
  configuredBackoff,
  retryAfterMs,
  sleep,
} from '../../../wizard_service/static/client/backoff.js';

test('the longest wait doubles from 2 s to 30 s', () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 1000].map((retry) => backoffMs(retry, BACKOFF, 1)),
    [2000, 4000, 8000, 16000, 30000, 30000, 30000],
  );
});

test('a wait is between the first wait and the longest wait', () => {
  assert.equal(backoffMs(3, BACKOFF, 0), 500);
  assert.equal(backoffMs(3, BACKOFF, 0.5), 8250);
  assert.equal(backoffMs(3, { ...BACKOFF, capMs: 200 }, 0), 200);
});

test('the service recommends retries, first wait, growth and longest wait', () => {
  const polling = {
    fast_interval_ms: 700,
    normal_interval_ms: 1000,
    max_retries: 2,
    backoff_multiplier: 5,
    max_backoff_ms: 10_000,
  };
  const backoff = configuredBackoff({ polling });
  assert.equal(backoff.attempts, 3);
  assert.deepEqual(
    [0, 1, 2].map((retry) => backoffMs(retry, backoff, 1)),
    [1000, 5000, 10_000],
  );
  assert.equal(backoffMs(0, backoff, 0), 700);
});

test('Retry-After is seconds or a date, with an upper bound', () => {
  const now = Date.UTC(2026, 0, 1);
  assert.equal(retryAfterMs('7', now), 7000);
  assert.equal(retryAfterMs('Thu, 01 Jan 2026 00:00:30 GMT', now), 30_000);
  assert.equal(retryAfterMs('Wed, 31 Dec 2025 00:00:30 GMT', now), 0);
  assert.equal(retryAfterMs('Thu, 01 Jan 2099 00:00:30 GMT', now), MAX_RETRY_AFTER_MS);
  for (const header of [null, '', 'soon', '-1', '1.5'])
    assert.equal(retryAfterMs(header, now), null);
});

test('a sleep ends early when it is woken, and rejects when it is aborted', async () => {
  const [wake, end] = [new AbortController(), new AbortController()];
  const sleeping = sleep(1e9, end.signal, wake.signal);
  wake.abort();
  await sleeping;
  const other = sleep(1e9, end.signal);
  end.abort(new Error('over'));
  await assert.rejects(other, /over/);
  await assert.rejects(sleep(1e9, end.signal), /over/);
});
