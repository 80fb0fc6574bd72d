/** Times are shown and taken in one zone, also around changes of its offset. */

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import {
  BROWSER_ZONE,
  dateTime,
  exactTime,
  fromWallClock,
  isInstant,
  setTimeZone,
  timeOfDay,
  wallClock,
  zoneOffset,
} from '../../../../wizard_service/static/elements/display/time.js';

afterEach(() => setTimeZone(BROWSER_ZONE));

const NEW_YEAR = '2026-01-01T00:30:15.500Z';

test('every format uses the zone of the page', () => {
  setTimeZone('Asia/Tokyo');
  assert.deepEqual(
    [dateTime(NEW_YEAR), exactTime(NEW_YEAR), timeOfDay(NEW_YEAR)],
    ['1 Jan 2026, 09:30', '1 Jan 2026, 09:30:15', '09:30:15'],
  );
  setTimeZone('America/New_York');
  assert.equal(exactTime(NEW_YEAR), '31 Dec 2025, 19:30:15');
});

test('an unknown zone is refused and the zone stays', () => {
  setTimeZone('UTC');
  assert.throws(() => setTimeZone('Mars/Olympus'), RangeError);
  assert.equal(timeOfDay(NEW_YEAR), '00:30:15');
});

for (const [zone, offset] of [
  ['UTC', 'UTC'],
  ['Asia/Kathmandu', 'UTC+5:45'],
  ['America/St_Johns', 'UTC-3:30'],
]) {
  test(`the offset of ${zone} is named`, () => {
    setTimeZone(zone);
    assert.equal(zoneOffset(Date.parse(NEW_YEAR)), offset);
  });
}

for (const zone of ['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns', 'Pacific/Apia']) {
  test(`a time survives the way through the clock of ${zone} and back`, () => {
    setTimeZone(zone);
    const hour = 3_600_000;
    for (
      let ms = Date.parse('2026-01-01T00:00:00Z');
      ms < Date.parse('2027-01-01');
      ms += 7 * hour
    ) {
      const back = fromWallClock(wallClock(ms));
      assert.equal(wallClock(back), wallClock(ms));
    }
  });
}

test('of a time that a clock shows twice the earlier one counts', () => {
  setTimeZone('Europe/Berlin');
  assert.equal(fromWallClock('2026-10-25T02:30'), Date.parse('2026-10-25T00:30:00Z'));
});

test('a time that a clock skips is taken with the offset before', () => {
  setTimeZone('Europe/Berlin');
  assert.equal(fromWallClock('2026-03-29T02:30'), Date.parse('2026-03-29T01:30:00Z'));
});

test('what is no time stays as it is', () => {
  assert.ok(Number.isNaN(fromWallClock('')));
  assert.equal(dateTime('soon'), 'soon');
  assert.deepEqual(
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.1+02:00', '2026-01-01', '1 of 2'].map(isInstant),
    [true, true, false, false],
  );
});
