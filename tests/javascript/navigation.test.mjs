import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moved, visited } from '../../wizard_service/static/client/store/navigation.js';

const AT_RESULTS = { entries: ['SETTINGS', 'PROGRESS', 'RESULTS'], position: 2 };

test('back and forward go through the steps looked at, and stop at the ends', () => {
  assert.equal(moved(AT_RESULTS, -1).position, 1);
  assert.equal(moved(AT_RESULTS, 1).position, 2);
  assert.equal(moved({ entries: ['SETTINGS'], position: 0 }, -1).position, 0);
  assert.equal(
    moved({ entries: [], position: -1 }, -1).entries[
      moved({ entries: [], position: -1 }, -1).position
    ],
    undefined,
  );
});

test('a step looked at after going back replaces what lay ahead', () => {
  assert.deepEqual(visited(moved(AT_RESULTS, -1), 'SETTINGS'), {
    entries: ['SETTINGS', 'PROGRESS', 'SETTINGS'],
    position: 2,
  });
});

test('to look at the same step again changes nothing', () => {
  assert.deepEqual(visited(AT_RESULTS, 'RESULTS'), AT_RESULTS);
});
