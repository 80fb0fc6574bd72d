import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  FIRST_CLIMB_MS,
  LONGEST_CLIMB_MS,
  Ladder,
} from '../../wizard_service/static/client/feed/transport-fallback.js';

function ladder(rungs = 3) {
  const clock = { now: 1000 };
  return { clock, ladder: new Ladder(rungs, () => clock.now) };
}

test('the best transport is used until it fails, then the next', () => {
  const { ladder: it } = ladder();
  assert.equal(it.choose(), 0);
  it.stepDown();
  assert.equal(it.choose(), 1);
  it.stepDown();
  assert.equal(it.choose(), 2);
});

test('after the last comes the best again', () => {
  const { ladder: it } = ladder(2);
  it.stepDown();
  it.stepDown();
  assert.equal(it.choose(), 0);
});

test('from time to time the best is tried again, each time later', () => {
  const { clock, ladder: it } = ladder();
  for (let waitMs = FIRST_CLIMB_MS; waitMs < 4 * LONGEST_CLIMB_MS; waitMs *= 2) {
    it.stepDown();
    clock.now += Math.min(waitMs, LONGEST_CLIMB_MS) - 1;
    assert.equal(it.choose(), 1);
    clock.now += 1;
    assert.equal(it.choose(), 0);
  }
});

test('once the best has worked, the next climb comes soon again', () => {
  const { clock, ladder: it } = ladder();
  for (const _ of [1, 2, 3]) {
    it.stepDown();
    clock.now += LONGEST_CLIMB_MS;
    it.choose();
  }
  it.hold();
  it.stepDown();
  clock.now += FIRST_CLIMB_MS;
  assert.equal(it.choose(), 0);
});

test('going to a lesser transport on purpose is not for ever', () => {
  const { clock, ladder: it } = ladder();
  it.goTo(2);
  assert.equal(it.choose(), 2);
  clock.now += FIRST_CLIMB_MS;
  assert.equal(it.choose(), 0);
});
