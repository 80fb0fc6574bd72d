import assert from 'node:assert/strict';
import { test } from 'node:test';
import { move, visit } from '../../wizard_service/static/client/store/navigation.js';

const AT_RESULTS = { entries: ['SETTINGS', 'PROGRESS', 'RESULTS'], position: 2 };

test('back and forward go through the steps looked at, and stop at the ends', () => {
  assert.equal(move(AT_RESULTS, -1).position, 1);
  assert.equal(move(AT_RESULTS, 1).position, 2);
  assert.equal(move({ entries: ['SETTINGS'], position: 0 }, -1).position, 0);
  assert.equal(
    move({ entries: [], position: -1 }, -1).entries[
      move({ entries: [], position: -1 }, -1).position
    ],
    undefined,
  );
});

test('a step looked at after going back replaces what lay ahead', () => {
  assert.deepEqual(visit(move(AT_RESULTS, -1), 'SETTINGS'), {
    entries: ['SETTINGS', 'PROGRESS', 'SETTINGS'],
    position: 2,
  });
});

test('to look at the same step again changes nothing', () => {
  assert.deepEqual(visit(AT_RESULTS, 'RESULTS'), AT_RESULTS);
});
