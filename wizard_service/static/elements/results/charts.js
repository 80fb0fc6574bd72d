/**
 * Renders the visualizations of results whose shape is self-explanatory: points over time, and
 * ranked rows of a name and a number.
 */

import { sheet } from '../display/base-style.js';
import { dateTime, humanize } from '../display/format.js';
import { h } from '../vdom.js';

/** @import { JsonObject } from '../../client/types/state.js' */

const MAX_ROWS = 8;
const WIDTH = 600;
const HEIGHT = 96;
const MAX_BAR = 92;

export const chartStyle = sheet(`
.charts { display: grid; grid-template-columns: 1fr 1fr; gap: var(--wz-3); }
.chart.wide { grid-column: 1 / -1; }
.chart svg { display: block; width: calc(100% - 32px); height: 96px;
  margin: var(--wz-3) var(--wz-4) 0; border-bottom: 1px solid var(--wz-border-strong); }
.chart rect { fill: var(--wz-accent-fill); }
.chart .number { text-align: right; }
.ranked { padding: var(--wz-3) var(--wz-4); display: grid; gap: 6px; }
.ranked li { display: grid; grid-template-columns: 132px 1fr 48px; gap: var(--wz-2);
  align-items: center; font-size: var(--wz-size-small); }
@media (max-width: 900px) { .charts { grid-template-columns: minmax(0, 1fr); } }
`);

/** @param {JsonObject} [visualizations] */
export function charts(visualizations = {}) {
  const rendered = Object.entries(visualizations)
    .map(([name, value]) => chart(name, value))
    .filter(Boolean);
  return rendered.length > 0 && h('div.charts', rendered);
}

/** @param {string} name @param {any} value */
function chart(name, value) {
  if (Array.isArray(value?.points)) return timeChart(name, value.points);
  return Array.isArray(value) ? rankedChart(name, value) : null;
}

/**
 * Finds the rows that can be drawn. Results may contain anything, null and rows without the number
 * too, and one of those must not take the page from its reader.
 * @param {any[]} values
 * @returns {{ rows: JsonObject[], label?: string, count?: string, max: number }}
 */
function drawable(values) {
  const objects = values.filter((value) => value && typeof value === 'object');
  const [label, count] = columnsOf(objects[0] ?? {});
  const rows = objects.filter((row) => count && typeof row[count] === 'number');
  // An argument for each row would exceed the stack.
  const max = rows.reduce((most, row) => Math.max(most, row[count ?? '']), 1);
  return { rows, label, count, max };
}

/** @param {string} name @param {any[]} values */
function timeChart(name, values) {
  const { rows: points, label: time, count, max } = drawable(values);
  if (!count || !time) return null;
  const peak = dateTime(points.find((point) => point[count] === max)?.[time]);
  const label = `${humanize(name)}: ${points.length} points, at most ${max} at ${peak}`;
  const props = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img' };
  return h('figure.panel.chart.wide', [
    h('header', h('h3.grow', humanize(name)), h('span.muted.small', `peak ${max}, ${peak}`)),
    h(
      'svg',
      { ...props, 'aria-label': label },
      bars(points.map((point) => Math.max(0, point[count] / max))),
    ),
    h('div.scale.muted.small.number', [
      h('span', dateTime(points[0]?.[time])),
      h('span', dateTime(points.at(-1)?.[time])),
    ]),
  ]);
}

/** @param {number[]} parts of the highest bar */
function bars(parts) {
  const width = WIDTH / parts.length;
  return parts.map((part, index) =>
    h('rect', {
      x: (index * width).toFixed(2),
      width: Math.max(1, width - 1).toFixed(2),
      y: (HEIGHT - part * MAX_BAR).toFixed(2),
      height: (part * MAX_BAR).toFixed(2),
    }),
  );
}

/** @param {string} name @param {any[]} values */
function rankedChart(name, values) {
  const { rows, label, count, max } = drawable(values);
  if (!count || !label) return null;
  const items = rows.slice(0, MAX_ROWS).map((row) => {
    const text = String(row[label]);
    return rankedRow(text, row[count], max);
  });
  return h('figure.panel.chart', [
    h('header', h('h3.grow', humanize(name)), h('span.muted.small', humanize(count))),
    h('ul.ranked', items),
  ]);
}

/** @param {string} text @param {number} count @param {number} max */
function rankedRow(text, count, max) {
  const bar = { style: { '--part': `${(100 * count) / max}%` }, 'aria-hidden': 'true' };
  return h('li', { key: text }, [
    h('span.mono.truncate', { title: text }, text),
    h('div.bar', bar, h('i')),
    h('span.number', String(count)),
  ]);
}

/** Returns the names of the first text and of the first number of a row. @param {JsonObject} row */
function columnsOf(row) {
  const names = Object.keys(row);
  return ['string', 'number'].map((type) => names.find((name) => typeof row[name] === type));
}
