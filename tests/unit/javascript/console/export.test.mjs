/** Files of the history can be read by every spreadsheet, and run nothing in it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { csvOf } from '../../../../wizard_service/static/console/history/export.js';

/** @param {string | null} name */
function nameCell(name) {
  const [, row] = csvOf([{ investigation_id: 'a', name, status: 'ERROR' }]).split('\r\n');
  return row.slice('a,'.length, row.indexOf(',ERROR'));
}

test('cells with separators are quoted, and absent values are empty', () => {
  assert.equal(nameCell('one, "two"'), '"one, ""two"""');
  assert.equal(nameCell(null), '');
});

test('a cell that would be a formula begins with an apostrophe', () => {
  for (const sign of ['=', '+', '-', '@']) assert.equal(nameCell(`${sign}1`), `'${sign}1`);
});
