/**
 * <wizard-progress> shows how far an investigation is: overall, its phases, tools and agents.
 *
 * state  {status, progress, settings?}, with the progress as the API returns it
 * at     the time the state is shown as of, null for now
 * Slot `waiting` replaces the progress until something has been reported. Slot `log` stands next to
 * the tools and above what grows: the agents, and the findings reported so far. Slot `actions` takes
 * buttons of the page.
 *
 * wizard-tool-log  {tool}: the user wants to see what was logged while this tool ran
 */

import { texts } from '../texts/elements.js';
import { define, elementWith, sheet } from './element.js';
import { agentList } from './progress/agents.js';
import { findingPanel } from './results/findings.js';
import { overallView, overallStyle } from './progress/overall.js';
import { endRunning, endedPhases, phaseList, phaseStyle } from './progress/phases.js';
import { toolList, workStyle } from './progress/tools.js';
import { findingStyle } from './results/findings.js';
import { h } from './vdom.js';

/** @import { InvestigationProgress, WizardState } from '../client/types/state.js' */

const TICK_MS = 1000;

const style = sheet(`
:host { display: grid; gap: var(--wz-3); }
:host(.past) .spin { animation: none; }
.columns { display: grid; grid-template-columns: minmax(0, 9fr) minmax(0, 10fr); gap: var(--wz-3);
  align-items: start; }
.side { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--wz-3); }
@media (max-width: 1080px) { .columns { grid-template-columns: minmax(0, 1fr); } }
`);

export class Progress extends elementWith('wizard-progress', {
  state: /** @type {WizardState | null} */ (null),
  at: /** @type {string | null} */ (null),
}) {
  static style = [style, overallStyle, phaseStyle, workStyle, findingStyle];

  /** @type {ReturnType<typeof setInterval> | undefined} */
  #ticking;

  connectedCallback() {
    super.connectedCallback();
    // The duration of what runs grows between two reports.
    this.#ticking = setInterval(() => {
      if (this.state?.status === 'IN_PROGRESS' && !this.at) this.update();
    }, TICK_MS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#ticking);
  }

  view() {
    const { state, at } = this;
    if (!state) return skeleton();
    const { progress } = state;
    if (!progress || !hasStarted(progress)) return h('slot', { name: 'waiting' });
    return [
      overallView(state, progress, at),
      progress.phases?.length > 0 && phaseList(endedPhases(state), at),
      h('div.columns', [
        toolList(state, endRunning(progress.tools_executed ?? [], state)),
        h('div.side', [
          h('slot', { name: 'log' }),
          agentList(endRunning(progress.agents ?? [], state)),
          findingPanel(progress.findings ?? []),
        ]),
      ]),
    ];
  }
}

/**
 * Returns whether an executor has reported anything.
 * @param {InvestigationProgress | null | undefined} progress
 */
export function hasStarted(progress) {
  if (!progress) return false;
  const {
    overall_progress: overall,
    current_phase: phase,
    tools_executed,
    agents,
    logs,
    inputs,
    findings,
  } = progress;
  const lists = [tools_executed, agents, logs, inputs, findings];
  return Boolean(overall > 0 || phase || lists.some((items) => items?.length));
}

function skeleton() {
  const props = { 'aria-busy': true, 'aria-label': texts.format.loading };
  return h('div.panel.overall', props, h('div.skeleton.grow'));
}

define(Progress);
