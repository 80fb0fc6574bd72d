import assert from 'node:assert/strict';
import { test } from 'node:test';
import { duration, elapsedMs } from '../../../../wizard_service/static/elements/display/format.js';

test('an end before the begin is no negative duration and names the clock that is behind', () => {
  const backwards = elapsedMs('2026-11-29T06:00:00.000Z', '2026-01-01T00:00:00.000Z');

  assert.equal(duration(backwards), "unknown, the executor's clock is 7,974 h 00 min behind");
  assert.equal(duration(-1), "unknown, the executor's clock is 1 ms behind");
  assert.equal(duration(0), '0 ms');
  assert.equal(duration(elapsedMs(null, '2026-01-01T00:00:00.000Z')), '');
});
