import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advance, confirm } from '../../../wizard_service/static/client/store/confirmed-state.js';

const state = (version) => ({ investigation_id: 'i', version });
const log = (version, message) => ({
  id: `e-${version}`,
  event_type: 'log_appended',
  version,
  committed_at: 't',
  data: { lines: [{ message }] },
});

test('all events of a version are folded, except those that a response contains', () => {
  const events = [log(3, 'in the response'), log(4, 'one'), log(4, 'two'), log(5, 'three')];

  const confirmed = events.reduce(advance, confirm(null, state(3), '"e.3"'));

  assert.deepEqual(confirmed.state.progress.logs, ['one', 'two', 'three']);
  assert.deepEqual([confirmed.etag, confirmed.state.version], ['"e.5"', 5]);
});

test('a later response replaces what was folded', () => {
  const folded = advance(confirm(null, state(5), '"e.5"'), log(6, 'folded'));

  const confirmed = confirm(folded, state(6), '"e.6"');

  assert.deepEqual(advance(confirmed, log(6, 'folded')).state, state(6));
});

test('a missing version is noticed', () => {
  assert.equal(advance(confirm(null, state(3), '"e.3"'), log(5, 'x')), null);
});

test('an older response is ignored, unless it belongs to another history', () => {
  const confirmed = confirm(null, state(7), '"e.7"');
  assert.equal(confirm(confirmed, state(6), '"e.6"'), confirmed);
  assert.equal(confirm(confirmed, state(1), '"e-1.1"').state.version, 1);
});
