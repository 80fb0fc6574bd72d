import assert from 'node:assert/strict';
import { test } from 'node:test';
import { duration, elapsedMs } from '../../../../wizard_service/static/elements/display/format.js';

test('a time that runs backwards is no negative duration: the clocks disagree', () => {
  const backwards = elapsedMs('2026-11-29T06:00:00.000Z', '2026-01-01T00:00:00.000Z');

  assert.equal(duration(backwards), 'an unknown time (clocks disagree)');
  assert.equal(duration(-1), 'an unknown time (clocks disagree)');
  assert.equal(duration(0), '0 ms');
  assert.equal(duration(elapsedMs(null, '2026-01-01T00:00:00.000Z')), '');
});
