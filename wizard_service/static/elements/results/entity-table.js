/** Renders the entity summaries of results as a table. */

import { texts } from '../../texts/elements.js';
import { sheet } from '../display/base-style.js';
import { humanize, inlineValue } from '../display/format.js';
import { table } from '../display/table.js';
import { h } from '../vdom.js';

/** @import { JsonObject } from '../../client/types/state.js' */

export const entityTableStyle = sheet(`
.scroll { overflow-x: auto; }
table { font-size: var(--wz-size-small); }
th, td { padding: 6px var(--wz-3); white-space: nowrap; }
thead th { font-weight: 500; }
td.number { text-align: right; } th:first-child { padding-left: var(--wz-4); }
`);

/** @param {Record<string, JsonObject>} [summaries] by entity id */
export function entityTable(summaries = {}) {
  const entities = Object.entries(summaries);
  if (!entities.length) return null;
  const columns = scalarColumns(Object.values(summaries));
  const headings = [texts.results.entity, ...columns.map(humanize)];
  const rows = entities.map(([id, summary]) => row(id, summary, columns));
  const props = { tabIndex: 0, role: 'region', 'aria-label': texts.results.entityTable };
  return h('section.panel', [
    h('header', h('h3', texts.results.entities)),
    h('div.scroll', props, table(headings, rows)),
  ]);
}

/** @param {JsonObject[]} summaries */
function scalarColumns(summaries) {
  const names = summaries.flatMap((summary) =>
    Object.keys(summary).filter((name) => typeof summary[name] !== 'object'),
  );
  return [...new Set(names)];
}

/** @param {string} id @param {JsonObject} summary @param {string[]} columns */
function row(id, summary, columns) {
  const cells = columns.map((name) => {
    const className = typeof summary[name] === 'number' ? 'number' : '';
    return h('td', { class: className }, cellText(summary[name]));
  });
  return h('tr', { key: id }, h('th.mono', { scope: 'row' }, id), cells);
}

/** @param {unknown} value */
function cellText(value) {
  return value === undefined ? '' : inlineValue(value);
}
