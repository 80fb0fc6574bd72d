import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatValue,
  parseValue,
} from '../../../../wizard_service/static/elements/settings/parameter-value.js';

test('text that would change on its way to a number and back stays text', () => {
  const changed = ['3.10', '12345678901234567890', '9007199254740993', '1.0', '1e5', '1e400', '-0'];
  for (const text of [
    ...changed,
    '[3.10]',
    '{"limit": 1.0}',
    '{"ids": [1, 12345678901234567890]}',
  ]) {
    assert.equal(parseValue(text), text);
  }
});

test('null stays text where the service would drop or refuse it', () => {
  for (const text of ['null', '{"a": null}', '[{"a": {"b": null}}]', '[null, 1]']) {
    assert.equal(parseValue(text), text);
    assert.equal(parseValue(formatValue(text)), text);
  }
});

test('every other JSON value is parsed, and is shown as it was typed', () => {
  for (const value of [
    0,
    3,
    -2.5,
    0.1,
    9007199254740991,
    true,
    '42',
    'true',
    '"quoted"',
    '[1]',
    ['3.10', 1],
    { a: 'x 1.0' },
  ]) {
    assert.deepEqual(parseValue(JSON.stringify(value)), value);
    assert.deepEqual(parseValue(formatValue(value)), value);
  }
  assert.deepEqual(parseValue('[1, 2.5, "\\" 1.0"]'), [1, 2.5, '" 1.0']);
  assert.equal(parseValue('10.0.0.1'), '10.0.0.1');
});
