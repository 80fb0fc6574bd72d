/** Renders the second step: how far the investigation is, what failed, and the log. */

import { icon } from '../../elements/display/icons.js';
import '../../elements/inputs/inputs.js';
import { hasStarted } from '../../elements/progress.js';
import { h } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';
import { executorPresence, missedText, runInItsRange } from './executor/offer-view.js';
import { failureReason } from './failure.js';
import { linesIn, logView } from './log/view.js';

/**
 * @import { WizardState } from '../../client/types/state.js'
 * @import { InvestigationPage } from '../pages/investigation-page.js'
 */

/** @param {InvestigationPage} page @param {WizardState} state */
export function progressStep(page, state) {
  const { log, actions } = page;
  const lines = linesIn(page, state);
  const mayEdit = page.access.mayEdit(state);
  const isRunning = state.status === 'IN_PROGRESS';
  const hasLog = hasStarted(state.progress) && (isRunning || lines.length > 0);
  const showToolLog = (/** @type {CustomEvent} */ { detail }) => log.chooseTool(detail.tool);
  const isEmpty = !hasStarted(state.progress);
  const props = { slot: 'actions', onclick: () => actions.cancel() };
  const cancel = h('button.small', props, icon('stop'), texts.common.cancel);
  return h('div.progress-view', [
    outcome(page, state),
    executorPresence(page, state, mayEdit, isEmpty && cancel),
    questions(page, state, mayEdit),
    h('wizard-progress', { state, 'onwizard-tool-log': showToolLog }, [
      isRunning && mayEdit && !isEmpty && cancel,
      !isRunning &&
        h(
          'div.panel',
          { slot: 'waiting' },
          h('div.empty', h('h2', texts.investigation.nothingReported)),
        ),
      hasLog && logView(page, state, lines),
    ]),
  ]);
}

/** @param {InvestigationPage} page @param {WizardState} state @param {boolean} mayEdit */
function questions({ app, store }, { progress }, mayEdit) {
  if (!progress?.inputs?.length) return null;
  const give = (/** @type {CustomEvent} */ { detail: { requestId, answer } }) =>
    app.attempt(() => store.actions.answerInput(requestId, answer), texts.investigation.answered);
  return h('wizard-inputs', {
    inputs: progress.inputs,
    editable: mayEdit,
    'onwizard-answer': give,
  });
}

/** @param {InvestigationPage} page @param {WizardState} state */
function outcome(page, state) {
  const { actions } = page;
  if (state.status === 'ERROR') return failedBanner(page, state);
  if (state.status !== 'CANCELLED') return null;
  const create = () => actions.createFromSettings();
  const reason = state.progress?.error && failureReason(state.progress);
  return h('div.banner.cancelled', [
    icon('cancelled'),
    h('p.grow', h('b', texts.investigation.wasCancelled), reason),
    h('button.small', { onclick: create }, texts.investigation.newWithSettings),
  ]);
}

/** @param {InvestigationPage} page @param {WizardState} state */
function failedBanner({ actions, access, offer }, state) {
  const missed = offer.missedRange(state.settings);
  const retry = { class: missed ? '' : 'primary', onclick: () => actions.retry() };
  return h('div.banner.error', { role: 'alert' }, [
    icon('error'),
    h('p.grow', [
      h('b', texts.investigation.stoppedWithError),
      failureReason(state.progress),
      missed && h('span.advice', missedText(missed)),
    ]),
    access.mayEdit(state) &&
      h('div.row.wrap', [
        missed && runInItsRange(offer, 'small'),
        h('button.small', retry, texts.common.retry),
        h('button.small', { onclick: () => actions.startOver() }, texts.head.backToSettings),
        h('button.small', { onclick: () => actions.cancel() }, texts.common.cancel),
      ]),
  ]);
}
