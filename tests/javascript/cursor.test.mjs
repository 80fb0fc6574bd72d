import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Place, isAfter } from '../../wizard_service/static/client/feed/cursor.js';

const event = (id) => ({ id, event_type: 'log_appended', data: {} });
const sync = (sync_reason, cursor) => ({ event_type: 'state_sync', data: { sync_reason, cursor } });
const ids = (events) => events.map((each) => each.id);

test('what was told is not told again', () => {
  const place = new Place('k-3');
  assert.deepEqual(
    ids(place.advance([event('k-3'), event('k-4'), event('k-4'), event('k-2'), event('k-10')])),
    ['k-4', 'k-10'],
  );
  assert.equal(place.cursor, 'k-10');
});

test('without a cursor the first state_sync says where the feed begins', () => {
  const place = new Place(null);
  assert.equal(
    place.advance([
      sync('initial', 'k-7'),
      sync('explicit_request', 'k-8'),
      event('k-7'),
      event('k-8'),
    ]).length,
    2,
  );
  assert.equal(place.cursor, 'k-8');
});

test('an expired cursor goes on where the state_sync says, also in another epoch', () => {
  const place = new Place('k-900');
  assert.equal(
    place.advance([sync('cursor_expired', 'm-4'), event('m-4'), event('m-5')]).length,
    2,
  );
  assert.equal(place.cursor, 'm-5');
});

test('a poll may have looked further than its last event, never back', () => {
  const place = new Place('k-5');
  place.moveTo('k-9');
  place.moveTo('k-6');
  place.moveTo(null);
  assert.equal(place.cursor, 'k-9');
});

test('numbers are compared as numbers, and epochs may hold dashes', () => {
  assert.ok(isAfter('a-b-10', 'a-b-9'));
  assert.ok(!isAfter('a-b-9', 'a-b-10'));
});
