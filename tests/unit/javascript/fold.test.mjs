import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fold } from '../../../wizard_service/static/client/index.js';
import { newest } from '../../../wizard_service/static/client/store/folding/log-lines.js';

const folder = new URL('../../cases/folds/', import.meta.url);
const cases = readdirSync(folder).flatMap(read);

/** The states of a case name only the members that differ from the base of its file. */
function read(name) {
  const { base, cases } = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
  return cases.map((entry) => ({
    ...entry,
    state: { ...base, ...entry.state },
    after: { ...base, ...entry.after },
  }));
}

function freeze(value) {
  if (value !== null && typeof value === 'object') Object.values(value).forEach(freeze);
  return Object.freeze(value);
}

for (const { name, state, event, after } of cases) {
  test(`the client folds as the service does: ${name}`, () => {
    assert.deepEqual(fold(freeze(state), freeze(event)), after);
  });
}

test('an event type that the client does not know changes version and time', () => {
  const { state } = cases[0];
  const event = { event_type: 'from_the_future', version: 9, committed_at: 't', data: {} };
  assert.deepEqual(fold(state, event), { ...state, version: 9, updated_at: 't' });
});

test('a state keeps the newest 1,000 lines', () => {
  const lines = Array.from({ length: 1001 }, (_, index) => String(index));
  assert.deepEqual(newest(lines), lines.slice(1));
});

test('a state keeps the newest 250,000 characters, counted as the service counts them', () => {
  const line = '\u{1F50D}'.repeat(1000);
  assert.equal(newest(Array(250).fill(line)).length, 250);
  assert.equal(newest(Array(251).fill(line)).length, 250);
});
