/** Renders when phases and tools ran, one bar each on a common scale. */

import { texts } from '../../texts/elements.js';
import { sheet } from '../display/base-style.js';
import { duration, elapsedMs, humanize, statusLabel, statusTone } from '../display/format.js';
import { timeOfDay } from '../display/time.js';
import { endRunning, endedPhases } from '../progress/phases.js';
import { h } from '../vdom.js';

/**
 * @import { WizardState } from '../../client/types/state.js'
 *
 * @typedef {object} Row
 * @property {'phase' | 'tool'} kind
 * @property {string} name
 * @property {string} status
 * @property {string} started_at
 * @property {string} [completed_at]
 * @property {number} [duration_ms]
 */

const INTERVALS = 4;

export const timelineStyle = sheet(`
.timeline ul { padding: var(--wz-2) 0; }
.timeline li { display: grid; grid-template-columns: 220px minmax(0, 1fr) 72px; gap: var(--wz-3);
  align-items: center; padding: 3px var(--wz-4); }
.timeline .track { position: relative; height: 0.625rem; background: var(--wz-raised);
  border-radius: 2px; }
.timeline .track i { position: absolute; top: 0; bottom: 0; min-width: 3px; border-radius: 2px;
  background: var(--wz-accent-fill); }
.timeline .phase .track i { background: var(--wz-cancelled); }
.timeline .error .track i { background: var(--wz-error); }
.timeline li > .number { text-align: right; }
.timeline .scale { margin-left: 232px; margin-right: 84px; }
@media (max-width: 900px) {
  .timeline li { grid-template-columns: 104px minmax(0, 1fr) fit-content(50%); gap: var(--wz-2); }
  .timeline li > .number { min-width: 56px; }
  .timeline .scale { display: none; }
}
`);

/** @param {WizardState} state */
export function timeline(state) {
  const rows = rowsOf(state);
  if (!rows.length) return null;
  const start = Math.min(...rows.map((row) => Date.parse(row.started_at)));
  const ends = rows.map((row) => Date.parse(row.completed_at ?? row.started_at));
  const end = Math.max(...ends, start + 1);
  const bars = rows.map((row) => rowView(row, start, end));
  const range = texts.format.range(timeOfDay(new Date(start)), timeOfDay(new Date(end)));
  return h('section.panel.timeline', [
    h('header', [
      h('h3.grow', texts.results.timeline),
      h('span.muted.small.number', `${range}, ${duration(end - start)}`),
    ]),
    h('ul', bars),
    scale(end - start),
  ]);
}

/** @param {WizardState} state @returns {Row[]} */
function rowsOf(state) {
  const phases = endedPhases(state).map((phase) => ({
    ...phase,
    name: humanize(phase.phase_name),
    kind: 'phase',
  }));
  const tools = endRunning(state.progress?.tools_executed ?? [], state).map((tool) => ({
    ...tool,
    name: tool.tool_name,
    kind: 'tool',
  }));
  return /** @type {Row[]} */ ([...phases, ...tools].filter((row) => row.started_at));
}

/** @param {Row} row @param {number} start @param {number} end */
function rowView(row, start, end) {
  const { kind, name, status } = row;
  return h('li', { key: `${kind} ${name}`, class: `${kind} ${statusTone(status)}` }, [
    h('span.truncate', { class: kind === 'tool' ? 'mono' : '' }, name),
    h('div.track', { 'aria-hidden': 'true' }, h('i', { style: barStyle(row, start, end) })),
    h('span.number.muted.small', [
      durationText(row),
      h('span.hidden-text', `, ${statusLabel(status)}`),
    ]),
  ]);
}

/** Renders the scale, nothing where two of its labels would be the same. @param {number} ms */
function scale(ms) {
  const labels = Array.from({ length: INTERVALS + 1 }, (_, index) =>
    index ? duration((ms * index) / INTERVALS) : '0',
  );
  if (new Set(labels).size < labels.length) return null;
  const spans = labels.map((label) => h('span', label));
  return h('div.scale.muted.small.number', { 'aria-hidden': 'true' }, spans);
}

/** @param {Row} row */
function durationText({ duration_ms: ms, started_at: start, completed_at: end, status }) {
  const text = duration(ms ?? elapsedMs(start, end));
  return text || (statusTone(status) === 'running' ? texts.results.running : '–');
}

/** @param {Row} row @param {number} start @param {number} end */
function barStyle({ started_at: from, completed_at: to }, start, end) {
  const part = (/** @type {string} */ time) => (100 * (Date.parse(time) - start)) / (end - start);
  const left = part(from);
  const width = Math.max(0, (to ? part(to) : 100) - left);
  return { left: `${left.toFixed(2)}%`, width: `${width.toFixed(2)}%` };
}
