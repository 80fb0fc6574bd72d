import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BACKOFF } from '../../../wizard_service/static/client/backoff.js';
import { SessionEnded } from '../../../wizard_service/static/client/feed/session.js';
import {
  FIRST_RETRY_MS,
  MAX_RETRY_MS,
  SPREAD_MS,
  TransportFallback,
  reconnectDelayMs,
} from '../../../wizard_service/static/client/feed/transport-fallback.js';

function fallbackOf(levels = 3) {
  const clock = { now: 1000 };
  return { clock, fallback: new TransportFallback(levels, () => clock.now) };
}

test('the preferred transport is used until it fails, then the next', () => {
  const { fallback } = fallbackOf();
  assert.equal(fallback.choose(), 0);
  fallback.degrade();
  assert.equal(fallback.choose(), 1);
  fallback.degrade();
  assert.equal(fallback.choose(), 2);
});

test('after the last transport comes the first', () => {
  const { fallback } = fallbackOf(2);
  fallback.degrade();
  fallback.degrade();
  assert.equal(fallback.choose(), 0);
});

test('the preferred transport is retried, each time after twice the time', () => {
  const { clock, fallback } = fallbackOf();
  for (let waitMs = FIRST_RETRY_MS; waitMs < 4 * MAX_RETRY_MS; waitMs *= 2) {
    fallback.degrade();
    clock.now += Math.min(waitMs, MAX_RETRY_MS) - 1;
    assert.equal(fallback.choose(), 1);
    clock.now += 1;
    assert.equal(fallback.choose(), 0);
  }
});

test('once the preferred transport has worked, its next retry comes early again', () => {
  const { clock, fallback } = fallbackOf();
  for (const _ of [1, 2, 3]) {
    fallback.degrade();
    clock.now += MAX_RETRY_MS;
    fallback.choose();
  }
  fallback.confirm();
  fallback.degrade();
  clock.now += FIRST_RETRY_MS;
  assert.equal(fallback.choose(), 0);
});

test('a transport selected by the user is left when the retry is due', () => {
  const { clock, fallback } = fallbackOf();
  fallback.use(2);
  assert.equal(fallback.choose(), 2);
  clock.now += FIRST_RETRY_MS;
  assert.equal(fallback.choose(), 0);
});

test('a transport that stays unreachable is replaced by the next at its third failure', () => {
  const { fallback } = fallbackOf();
  const levels = [0, 1, 2].map((failures) => {
    fallback.degradeAfter('unreachable', failures, false);
    return fallback.choose();
  });
  assert.deepEqual(levels, [0, 0, 1]);
});

test('a transport that has not failed yet is tried at once', () => {
  assert.ok(reconnectDelayMs(new SessionEnded('', 'unsupported'), 0, true, BACKOFF) <= SPREAD_MS);
  assert.ok(
    reconnectDelayMs(new SessionEnded('', 'over_capacity', 9000), 0, true, BACKOFF) <= SPREAD_MS,
  );
});

test('the time that the service asked for delays a transport that failed before', () => {
  assert.equal(
    reconnectDelayMs(new SessionEnded('', 'over_capacity', 9000), 1, false, BACKOFF),
    9000,
  );
  assert.equal(reconnectDelayMs(new SessionEnded('', 'unreachable', 9000), 0, true, BACKOFF), 9000);
});
