import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyPatch } from '../../../wizard_service/static/client/merge-patch.js';
import {
  asOnePatch,
  combine,
  conflictingFields,
  inverse,
  withChanges,
} from '../../../wizard_service/static/client/store/local-changes.js';

const BASE = {
  status: 'IN_PROGRESS',
  settings: { name: 'a', entities: [{ id: 1 }], nested: { x: 1 } },
};
const change = (patch, base = BASE) => ({
  key: 'k',
  patch,
  before: inverse(base, patch),
  etag: '"e.1"',
  isSent: false,
});

test('the inverse of a patch undoes it', () => {
  for (const patch of [
    { settings: { name: 'b', note: 'n' } },
    { settings: null },
    { settings: { nested: { x: null, y: 2 } } },
  ]) {
    assert.deepEqual(applyPatch(applyPatch(BASE, patch), inverse(BASE, patch)), BASE);
  }
});

test('two changes conflict only where both set a field, to different values', () => {
  const mine = change({ settings: { name: 'mine', entities: [] } });
  const theirs = (settings) => ({ ...BASE, settings: { ...BASE.settings, ...settings } });
  assert.deepEqual(conflictingFields(mine, theirs({ name: 'theirs' }), null), ['settings.name']);
  assert.deepEqual(conflictingFields(mine, theirs({ name: 'mine' }), null), []);
  assert.deepEqual(conflictingFields(mine, theirs({ note: 'theirs' }), null), []);
  assert.deepEqual(conflictingFields(mine, { ...BASE, settings: null }, { settings: null }), [
    'settings.name',
    'settings.entities',
  ]);
});

test('changes that were not sent combine into one that can still be undone', () => {
  const first = change({ settings: { name: 'b' } });
  const second = change({ settings: { name: 'c' } }, withChanges(BASE, [first]));
  const both = combine(first, second);
  assert.deepEqual(both.patch, { settings: { name: 'c' } });
  assert.deepEqual(both.before, { settings: { name: 'a' } });
  assert.deepEqual(asOnePatch([first, second]), both.patch);
  assert.equal(asOnePatch([]), null);
});
