/**
 * Renders the visualizations of results whose shape is self-explanatory: points over time, ranked
 * rows of a name and a number, and an object of numbers. Executors may store any other shape: what
 * has no chart is named, and so is the number of items that a chart leaves out.
 */

import { isObject } from '../../client/merge-patch.js';
import { texts } from '../../texts/elements.js';
import { list } from '../../texts/language.js';
import { sheet } from '../display/base-style.js';
import { humanize } from '../display/format.js';
import { dateTime } from '../display/time.js';
import { h } from '../vdom.js';

/**
 * @import { JsonObject } from '../../client/types/state.js'
 *
 * @typedef {{ label: string, count: number }} Item
 * @typedef {{ items: Item[], unit: string, omitted: number }} Series
 */

const MAX_ROWS = 8;
const WIDTH = 600;
const HEIGHT = 96;
const MAX_BAR = 92;

export const chartStyle = sheet(`
.charts { display: grid; grid-template-columns: 1fr 1fr; gap: var(--wz-3); }
.charts > .wide { grid-column: 1 / -1; }
.chart svg { display: block; width: calc(100% - 32px); height: 6rem;
  margin: var(--wz-3) var(--wz-4) 0; border-bottom: 1px solid var(--wz-border-strong); }
.chart rect { fill: var(--wz-accent-fill); }
.chart .number { text-align: right; }
.ranked { padding: var(--wz-3) var(--wz-4); --bar-label: 132px; }
@media (max-width: 900px) { .charts { grid-template-columns: minmax(0, 1fr); } }
`);

/** @param {JsonObject} [visualizations] */
export function charts(visualizations = {}) {
  const rendered = Object.entries(visualizations).map(([name, value]) => chart(name, value));
  const names = Object.keys(visualizations).filter((_, index) => !rendered[index]);
  return rendered.length > 0 && h('div.charts', rendered, names.length > 0 && withoutChart(names));
}

/** @param {string[]} names */
function withoutChart(names) {
  const text = texts.results.noChart(list(names.map(humanize)));
  return h('p.muted.small.wide', text);
}

/** @param {string} name @param {unknown} value */
function chart(name, value) {
  if (isObject(value) && Array.isArray(value.points)) {
    const series = seriesOf(value.points);
    return series && timeChart(name, series);
  }
  const series = seriesOf(Array.isArray(value) ? value : rowsOf(value));
  return series && rankedChart(name, series);
}

/** Returns one row for each number of an object. @param {unknown} value */
function rowsOf(value) {
  const members = isObject(value) ? Object.entries(value) : [];
  return members.map(([name, number]) => ({ name: humanize(name), value: number }));
}

/**
 * Returns the rows that have a text and a number, under the names they have in the first such row;
 * null when there is none.
 * @param {unknown[]} rows
 * @returns {Series | null}
 */
function seriesOf(rows) {
  const objects = rows.filter(isObject);
  const columns = objects.map(columnsOf).find(([text, number]) => text && number);
  if (!columns) return null;
  const [text, number] = columns;
  const items = objects
    .filter((row) => typeof row[text] === 'string' && typeof row[number] === 'number')
    .map((row) => ({ label: row[text], count: row[number] }));
  return { items, unit: number, omitted: rows.length - items.length };
}

/** @param {string} name @param {Series} series */
function timeChart(name, { items, omitted }) {
  const max = maxOf(items);
  const peak = timeText(items.find((item) => item.count === max));
  const label = texts.results.chart(humanize(name), items.length, max, peak);
  const props = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img' };
  const summary = [texts.results.peak(max, peak), omittedText(omitted)].filter(Boolean).join('; ');
  return h('figure.panel.chart.wide', [
    h('header', h('h3.grow', humanize(name)), h('span.muted.small', summary)),
    h('svg', { ...props, 'aria-label': label }, bars(items.map(({ count }) => part(count, max)))),
    h('div.scale.muted.small.number', [
      h('span', timeText(items[0])),
      h('span', timeText(items.at(-1))),
    ]),
  ]);
}

/** @param {number[]} parts of the highest bar */
function bars(parts) {
  const width = WIDTH / parts.length;
  return parts.map((share, index) =>
    h('rect', {
      x: (index * width).toFixed(2),
      width: Math.max(1, width - 1).toFixed(2),
      y: (HEIGHT - share * MAX_BAR).toFixed(2),
      height: (share * MAX_BAR).toFixed(2),
    }),
  );
}

/** @param {string} name @param {Series} series */
function rankedChart(name, { items, unit, omitted }) {
  const max = maxOf(items);
  const shown = items.slice(0, MAX_ROWS);
  const more = omittedText(omitted + items.length - shown.length);
  const summary = [humanize(unit), more].filter(Boolean).join('; ');
  return h('figure.panel.chart', [
    h('header', h('h3.grow', humanize(name)), h('span.muted.small', summary)),
    h(
      'ul.bars.ranked',
      shown.map((item) => rankedRow(item, max)),
    ),
  ]);
}

/** @param {Item} item @param {number} max */
function rankedRow({ label, count }, max) {
  const bar = { style: { '--part': `${100 * part(count, max)}%` }, 'aria-hidden': 'true' };
  return h('li', { key: label }, [
    h('span.mono.truncate', { title: label }, label),
    h('div.bar', bar, h('i')),
    h('span.number', String(count)),
  ]);
}

/** Returns the highest count, at least 1. @param {Item[]} items */
function maxOf(items) {
  // The stack has no room for a hundred thousand arguments of Math.max.
  return items.reduce((max, { count }) => Math.max(max, count), 1);
}

/** @param {number} count @param {number} max */
function part(count, max) {
  return Math.max(0, count / max);
}

/** @param {Item | undefined} item */
function timeText({ label } = { label: '', count: 0 }) {
  return Number.isNaN(Date.parse(label)) ? label : dateTime(label);
}

/** @param {number} count */
function omittedText(count) {
  return count > 0 ? texts.results.moreRows(count) : '';
}

/**
 * Returns the names of the first text and of the first number of a row, '' for none.
 * @param {JsonObject} row
 */
function columnsOf(row) {
  const names = Object.keys(row);
  return ['string', 'number'].map((type) => names.find((name) => typeof row[name] === type) ?? '');
}
