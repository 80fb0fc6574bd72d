/** Renders the progress of the whole investigation. */

import { texts } from '../../texts/elements.js';
import { sheet } from '../display/base-style.js';
import { serviceNow } from '../display/clock.js';
import {
  duration,
  elapsedMs,
  humanize,
  percent,
  statusLabel,
  statusTone,
} from '../display/format.js';
import { h } from '../vdom.js';

/** @import { InvestigationProgress } from '../../client/types/state.js' */

export const overallStyle = sheet(`
.overall { display: flex; align-items: center; flex-wrap: wrap; gap: var(--wz-2) var(--wz-4);
  padding: var(--wz-3) var(--wz-4); min-height: 3.5rem; }
.overall .big { font-size: 1.375rem; line-height: 1.75rem; font-weight: 600; min-width: 64px;
  letter-spacing: -0.02em; }
.overall .bar { height: 8px; border-radius: 4px; flex: 1 1 160px; }
.overall.running { --tone: var(--wz-accent-fill); }
.overall .phase { font-weight: 500; min-width: 84px; }
.overall .left { min-width: 110px; font-variant-numeric: tabular-nums; }
`);

/**
 * @param {{ status: string }} state
 * @param {InvestigationProgress} progress
 * @param {string | null} at
 */
export function overallView({ status }, progress, at) {
  const { overall_progress: reported = 0, current_phase: phase } = progress;
  // Executors seldom report the last percent.
  const value = status === 'COMPLETED' ? 100 : reported;
  const tone = statusTone(status);
  return h('section.overall.panel', { class: tone, 'aria-label': texts.progress.whole }, [
    h('span.big.number', percent(value)),
    progressBar(value, texts.progress.whole),
    h('span.phase', phase ? humanize(phase) : statusLabel(status)),
    h('span.muted.small.left', timeText(status, progress, at)),
    h('slot', { name: 'actions' }),
  ]);
}

/** @param {number | undefined} value @param {string} label */
export function progressBar(value, label) {
  const rounded = Math.round(value ?? 0);
  const props = {
    role: 'progressbar',
    'aria-label': label,
    'aria-valuemin': 0,
    'aria-valuemax': 100,
    'aria-valuenow': rounded,
    'aria-valuetext': percent(value),
    style: { '--part': `${rounded}%` },
  };
  return h('div.bar', props, h('i'));
}

/** @param {string} status @param {InvestigationProgress} progress @param {string | null} at */
function timeText(status, progress, at) {
  if (status !== 'IN_PROGRESS') return takenText(progress);
  return at ? '' : remainingText(progress);
}

/** @param {InvestigationProgress} progress */
function remainingText({ estimated_completion: estimate }) {
  const ms = estimate ? Date.parse(estimate) - serviceNow() : 0;
  return ms > 0 ? texts.progress.left(duration(Math.max(1000, ms), 0)) : '';
}

/** @param {InvestigationProgress} progress */
function takenText({ started_at: start, phases = [], tools_executed: tools = [] }) {
  const ends = [...phases, ...tools].map((item) => item.completed_at).filter(Boolean);
  const starts = phases.map((phase) => phase.started_at).filter(Boolean);
  const first = start ?? starts.toSorted()[0];
  const last = ends.toSorted().at(-1);
  return first && last ? texts.progress.took(duration(elapsedMs(first, last))) : '';
}
