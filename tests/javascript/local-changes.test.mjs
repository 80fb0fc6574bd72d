import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyPatch } from '../../wizard_service/static/client/merge-patch.js';
import {
  asOnePatch,
  combine,
  conflictingFields,
  inverse,
  withChanges,
} from '../../wizard_service/static/client/store/local-changes.js';
import { advance, confirm } from '../../wizard_service/static/client/store/confirmed-state.js';

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

test('the inverse of a patch takes it back', () => {
  for (const patch of [
    { settings: { name: 'b', note: 'n' } },
    { settings: null },
    { settings: { nested: { x: null, y: 2 } } },
  ]) {
    assert.deepEqual(applyPatch(applyPatch(BASE, patch), inverse(BASE, patch)), BASE);
  }
});

test('it is a conflict only where both sides say something, and something different', () => {
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

test('changes that were not sent become one, which still knows what was there before', () => {
  const first = change({ settings: { name: 'b' } });
  const second = change({ settings: { name: 'c' } }, withChanges(BASE, [first]));
  const both = combine(first, second);
  assert.deepEqual(both.patch, { settings: { name: 'c' } });
  assert.deepEqual(both.before, { settings: { name: 'a' } });
  assert.deepEqual(asOnePatch([first, second]), both.patch);
  assert.equal(asOnePatch([]), null);
});

const state = (version, more = {}) => ({ investigation_id: 'i', version, ...more });
const log = (version, message) => ({
  id: `e-${version}`,
  event_type: 'log_appended',
  version,
  timestamp: 't',
  data: { lines: [{ message }] },
});

test('all events of one version are folded, those in an answer already are not', () => {
  let known = confirm(null, state(3), '"e.3"');
  for (const event of [log(3, 'in the answer'), log(4, 'one'), log(4, 'two'), log(5, 'three')])
    known = advance(known, event);
  assert.deepEqual(known.state.progress.logs, ['one', 'two', 'three']);
  assert.deepEqual([known.etag, known.state.version], ['"e.5"', 5]);
  assert.equal(
    advance(confirm(known, state(6), '"e.6"'), log(6, 'known')).state.progress ?? null,
    null,
  );
});

test('a gap is noticed', () => {
  assert.equal(advance(confirm(null, state(3), '"e.3"'), log(5, 'x')), null);
});

test('an older answer is not taken, one of another history is', () => {
  const known = confirm(null, state(7), '"e.7"');
  assert.equal(confirm(known, state(6), '"e.6"'), known);
  assert.equal(confirm(known, state(1), '"e-1.1"').state.version, 1);
});
