import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  FeedCursor,
  cursorAt,
  epochOf,
  isAfter,
  offsetOf,
} from '../../../wizard_service/static/client/feed/cursor.js';

const event = (id) => ({ id, event_type: 'log_appended', data: {} });
const sync = (sync_reason, cursor) => ({ event_type: 'state_sync', data: { sync_reason, cursor } });
const ids = (events) => events.map(({ id }) => id);

test('an event is delivered once', () => {
  const cursor = new FeedCursor('k-3');
  const events = ['k-3', 'k-4', 'k-4', 'k-2', 'k-10'].map(event);
  assert.deepEqual(ids(cursor.advance(events)), ['k-4', 'k-10']);
  assert.equal(cursor.value, 'k-10');
});

test('without a cursor the first state_sync sets where the feed begins', () => {
  const cursor = new FeedCursor(null);
  const delivered = cursor.advance([
    sync('initial', 'k-7'),
    sync('explicit_request', 'k-8'),
    event('k-7'),
    event('k-8'),
  ]);
  assert.deepEqual(ids(delivered), [undefined, 'k-8']);
  assert.equal(cursor.value, 'k-8');
});

test('after an expired cursor the feed resumes at the state_sync, also in another epoch', () => {
  const cursor = new FeedCursor('k-900');
  const delivered = cursor.advance([sync('cursor_expired', 'm-4'), event('m-4'), event('m-5')]);
  assert.deepEqual(ids(delivered), [undefined, 'm-5']);
  assert.equal(cursor.value, 'm-5');
});

test('a poll can move the cursor past its last event, never back', () => {
  const cursor = new FeedCursor('k-5');
  cursor.moveTo('k-9');
  cursor.moveTo('k-6');
  cursor.moveTo(null);
  assert.equal(cursor.value, 'k-9');
});

test('offsets are compared as numbers, and epochs can contain dashes', () => {
  assert.ok(isAfter('a-b-10', 'a-b-9'));
  assert.ok(!isAfter('a-b-9', 'a-b-10'));
  assert.equal(epochOf('a-b-10'), 'a-b');
  assert.equal(offsetOf('a-b-10'), 10);
});

test('a cursor at another offset keeps its epoch', () => {
  assert.equal(cursorAt('a-b-10', 0), 'a-b-0');
});
