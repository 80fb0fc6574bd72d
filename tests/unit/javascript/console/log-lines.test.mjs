/** A saved log has all lines of its investigation, or it is not saved. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LogLines } from '../../../../wizard_service/static/console/investigation/log/lines.js';

const line = (offset) => ({
  id: `e-${offset}`,
  event_type: 'log_appended',
  timestamp: '2026-01-01T00:00:00.000Z',
  data: { lines: [{ message: `line ${offset}` }] },
});

/** Polls of a feed of 700 events, which fail while `isBroken`. */
class Feed {
  isBroken = false;

  async poll(_id, { cursor }) {
    if (this.isBroken) throw new Error('no network');
    const after = Number(cursor.split('-')[1]);
    const events = Array.from({ length: 700 - after }, (_, index) => line(after + index + 1));
    return { events, cursor: 'e-700' };
  }
}

function opened() {
  const feed = new Feed();
  const log = new LogLines(feed, () => {});
  log.skip('one', 'e-700');
  return { feed, log };
}

test('lines that are being read already belong to the whole log', async () => {
  const { log } = opened();

  assert.equal(log.older, 'loading');
  assert.equal((await log.readAll()).length, 700);
});

test('another investigation that is opened meanwhile gets no file', async () => {
  const { log } = opened();

  const saved = log.readAll();
  log.reset();

  assert.equal(await saved, null);
});

test('a log that cannot be read is no shorter log', async () => {
  const { feed, log } = opened();
  feed.isBroken = true;

  await assert.rejects(log.readAll(), /cannot be read/);
});
