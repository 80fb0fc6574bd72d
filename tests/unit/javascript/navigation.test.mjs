import assert from 'node:assert/strict';
import { test } from 'node:test';
import { move, visit } from '../../../wizard_service/static/client/store/navigation.js';

const AT_RESULTS = { entries: ['SETTINGS', 'PROGRESS', 'RESULTS'], position: 2 };

test('back and forward move through the steps shown before, within the ends', () => {
  assert.equal(move(AT_RESULTS, -1).position, 1);
  assert.equal(move(AT_RESULTS, 1).position, 2);
  assert.equal(move({ entries: ['SETTINGS'], position: 0 }, -1).position, 0);
  const empty = move({ entries: [], position: -1 }, -1);
  assert.equal(empty.entries[empty.position], undefined);
});

test('a step shown after a move back replaces the steps ahead', () => {
  assert.deepEqual(visit(move(AT_RESULTS, -1), 'SETTINGS'), {
    entries: ['SETTINGS', 'PROGRESS', 'SETTINGS'],
    position: 2,
  });
});

test('showing the same step again changes nothing', () => {
  assert.deepEqual(visit(AT_RESULTS, 'RESULTS'), AT_RESULTS);
});
