/** Renders the phases, and corrects those that were still running when the investigation ended. */

import { texts } from '../../texts/elements.js';
import { sheet } from '../display/base-style.js';
import { serviceNow } from '../display/clock.js';
import { duration, elapsedMs, humanize, statusLabel, statusTone } from '../display/format.js';
import { icon } from '../display/icons.js';
import { h } from '../vdom.js';

/** @import { PhaseStatus, WizardState } from '../../client/types/state.js' */

export const phaseStyle = sheet(`
.phases { display: grid; grid-auto-flow: column; grid-auto-columns: 1fr;
  border: 1px solid var(--wz-border); border-radius: var(--wz-radius);
  background: var(--wz-surface); overflow: hidden; }
.phases li { display: flex; align-items: center; gap: var(--wz-2);
  padding: var(--wz-2) var(--wz-3); min-width: 0; }
.phases li + li { border-left: 1px solid var(--wz-border); }
.phases li > span:nth-of-type(1) { flex: 1; }
.phases svg { color: var(--tone); }
.phases li.running { background: var(--wz-accent-soft); }
@media (max-width: 760px) {
  .phases { grid-auto-flow: row; }
  .phases li + li { border-left: 0; border-top: 1px solid var(--wz-border); }
}
`);

/**
 * Ends the phases, tools or agents that still run although the investigation has ended: executors
 * seldom close the last ones.
 * @template {{ status: string }} T
 * @param {T[]} items
 * @param {{ status: string }} state
 * @returns {T[]}
 */
export function endRunning(items, { status }) {
  if (status === 'IN_PROGRESS') return items;
  const ended = status === 'COMPLETED' ? 'completed' : 'cancelled';
  return items.map((item) =>
    statusTone(item.status) === 'running' ? { ...item, status: ended } : item,
  );
}

/** @param {WizardState} state @returns {PhaseStatus[]} */
export function endedPhases(state) {
  const phases = endRunning(state.progress?.phases ?? [], state);
  if (state.status !== 'COMPLETED') return phases;
  const end = state.results?.completed_at;
  return phases.map((phase) => {
    const isOpen = phase.status === 'completed' && !phase.completed_at;
    return isOpen ? { ...phase, completed_at: end ?? phase.started_at } : phase;
  });
}

/** @param {PhaseStatus[]} phases @param {string | null} at null for now */
export function phaseList(phases, at) {
  const items = phases.map((phase) => phaseView(phase, at ?? new Date(serviceNow()).toISOString()));
  return h('ol.phases', { 'aria-label': texts.progress.phases }, items);
}

/** @param {PhaseStatus} phase @param {string} now */
function phaseView({ phase_name: name, status, started_at: start, completed_at: end }, now) {
  const tone = statusTone(status);
  const isRunning = tone === 'running';
  const ms = elapsedMs(start, end ?? (isRunning ? now : null));
  return h('li', { key: name, class: tone }, [
    icon(tone, isRunning ? 'spin' : ''),
    h('span.truncate', humanize(name), h('span.hidden-text', `, ${statusLabel(status)}`)),
    h('span.number.muted.small', duration(ms)),
  ]);
}
