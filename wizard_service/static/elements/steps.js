/**
 * <wizard-steps> shows the three steps, the one the investigation is at and the one on the screen.
 *
 * state   {wizard_step, status}, null while there is none
 * viewed  the step on the screen
 * Emits `wizard-step` {step} when the user selects a step. Steps that the investigation has not
 * reached are disabled.
 */

import { texts } from '../texts/elements.js';
import { humanize, statusLabel, statusTone } from './display/format.js';
import { icon } from './display/icons.js';
import { define, elementWith, sheet } from './element.js';
import { h } from './vdom.js';

/** @import { InvestigationStatus, WizardStep } from '../client/types/state.js' */

/** @type {WizardStep[]} */
export const STEPS = ['SETTINGS', 'PROGRESS', 'RESULTS'];

const style = sheet(`
nav { display: flex; align-items: center; gap: var(--wz-3); }
ol { display: flex; align-items: center; gap: 2px; flex: 1; min-width: 0; }
li { display: flex; align-items: center; gap: 2px; }
li + li::before { content: ""; width: 24px; height: 1px; background: var(--wz-border-strong);
  margin: 0 4px; }
button { border-color: transparent; background: transparent; padding: 0 10px 0 6px;
  color: var(--wz-muted); }
button[aria-current] { color: var(--wz-text); font-weight: 600; background: var(--wz-hover); }
button:disabled { background: transparent; border-color: transparent; }
b { display: grid; place-items: center; width: 1.25rem; height: 1.25rem; border-radius: 50%;
  font-size: 0.6875rem; font-weight: 600;
  border: 1px solid var(--wz-control-border); font-variant-numeric: tabular-nums; }
.passed b { background: var(--wz-done-soft); border-color: transparent; color: var(--wz-done); }
.passed b svg { width: 0.75rem; height: 0.75rem; stroke-width: 2; }
.at b { background: var(--wz-accent-fill); border-color: var(--wz-accent-fill);
  color: var(--wz-on-accent); }
@media (max-width: 560px) {
  nav { gap: 4px; }
  li + li::before { width: 6px; margin: 0; }
  button { padding: 0 5px 0 3px; gap: 4px; font-size: 0.8125rem; }
  .chip { font-size: 0; padding: 0 4px; gap: 0; }
}
`);

export class Steps extends elementWith('wizard-steps', {
  state: /** @type {{ wizard_step: WizardStep, status: InvestigationStatus } | null} */ (null),
  viewed: /** @type {string | null} */ (null),
}) {
  static style = style;

  view() {
    const reached = STEPS.indexOf(this.state?.wizard_step ?? 'SETTINGS');
    const steps = STEPS.map((step, index) => this.#step(step, index, reached));
    return h('nav', { 'aria-label': texts.steps.title }, [
      h('ol', steps),
      this.state?.status && statusChip(this.state.wizard_step, this.state.status),
    ]);
  }

  /** @param {WizardStep} step @param {number} index @param {number} reached */
  #step(step, index, reached) {
    const isPassed = index < reached || (index === reached && step === 'RESULTS');
    const isViewed = step === (this.viewed ?? this.state?.wizard_step);
    const props = {
      disabled: index > reached,
      'aria-current': isViewed ? 'step' : null,
      onclick: () => this.emit('wizard-step', { step }),
    };
    const button = h('button', props, [
      h('b', { 'aria-hidden': 'true' }, isPassed ? icon('done') : String(index + 1)),
      humanize(step),
      h('span.hidden-text', stepStatus(index, reached)),
    ]);
    return h('li', { class: isPassed ? 'passed' : index === reached ? 'at' : '' }, button);
  }
}

/** @param {WizardStep} step @param {InvestigationStatus} status */
function statusChip(step, status) {
  if (step === 'SETTINGS' && status === 'IN_PROGRESS') {
    return h('span.chip', icon('pending'), texts.statuses.draft);
  }
  const tone = statusTone(status);
  return h('span.chip', { class: tone }, icon(tone), statusLabel(status));
}

/** @param {number} index @param {number} reached */
function stepStatus(index, reached) {
  if (index > reached) return texts.steps.notReached;
  return index === reached ? texts.steps.current : texts.steps.done;
}

define(Steps);
