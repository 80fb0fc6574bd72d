/** Makes files of investigations of the history, and hands them to the browser. */

import { saveFile } from '../../lib/save-file.js';

/** @import { HistoryItem } from '../../client/types/lists.js' */

/** @typedef {'csv' | 'json'} ExportFormat */

/** @type {(keyof HistoryItem)[]} */
const COLUMNS = [
  'investigation_id',
  'name',
  'status',
  'wizard_step',
  'risk_score',
  'risk_level',
  'entity_count',
  'created_at',
  'started_at',
  'completed_at',
  'duration_ms',
  'updated_at',
  'last_accessed',
  'archived_at',
  'version',
  'template_id',
  'template_version',
];
// A spreadsheet runs a cell that begins so as a formula.
const FORMULA = /^[=+\-@\t\r]/;
const MUST_BE_QUOTED = /[",\r\n]/;
const MEDIA_TYPES = { csv: 'text/csv', json: 'application/json' };

/** Saves investigations as a file of the browser. @param {ExportFormat} format @param {HistoryItem[]} items */
export function saveItems(format, items) {
  const text = format === 'csv' ? csvOf(items) : `${JSON.stringify(items, null, 2)}\n`;
  saveFile(`investigations.${format}`, text, MEDIA_TYPES[format]);
}

/** Returns one line for each investigation, as RFC 4180 has it. @param {HistoryItem[]} items */
export function csvOf(items) {
  const rows = items.map((item) => COLUMNS.map((name) => cell(item[name])));
  return [COLUMNS, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

/** @param {string | number | null} value */
function cell(value) {
  if (value === null || value === undefined) return '';
  const isFormula = typeof value === 'string' && FORMULA.test(value);
  const text = isFormula ? `'${value}` : String(value);
  return MUST_BE_QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
