/** Renders the second step: how far the investigation is, what failed, and the log. */

import { icon } from '../../elements/display/icons.js';
import '../../elements/inputs/inputs.js';
import { hasStarted } from '../../elements/progress.js';
import { h } from '../../elements/vdom.js';
import { exampleCommand } from './example.js';
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
  const cancel = { slot: 'actions', onclick: () => actions.cancel() };
  const showToolLog = (/** @type {CustomEvent} */ { detail }) => log.chooseTool(detail.tool);
  const nothing = () => h('div.empty', h('h2', 'Nothing was reported'));
  return h('div.progress-view', [
    outcome(page, state),
    questions(page, state, mayEdit),
    h('wizard-progress', { state, 'onwizard-tool-log': showToolLog }, [
      isRunning && mayEdit && h('button.small', cancel, icon('stop'), 'Cancel'),
      h('div.panel', { slot: 'waiting' }, isRunning ? waiting(page, mayEdit) : nothing()),
      hasLog && logView(page, state, lines),
    ]),
  ]);
}

/** @param {InvestigationPage} page @param {WizardState} state @param {boolean} mayEdit */
function questions({ app, store }, { progress }, mayEdit) {
  if (!progress?.inputs?.length) return null;
  const give = (/** @type {CustomEvent} */ { detail: { requestId, answer } }) =>
    app.attempt(() => store.actions.answerInput(requestId, answer), 'Answered');
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
    h('p.grow', h('b', 'This investigation was cancelled. '), reason),
    h('button.small', { onclick: create }, 'New with these settings'),
  ]);
}

/** @param {InvestigationPage} page @param {WizardState} state */
function failedBanner({ actions, access }, state) {
  return h('div.banner.error', { role: 'alert' }, [
    icon('error'),
    h('p.grow', h('b', 'It stopped with an error. '), failureReason(state.progress)),
    access.mayEdit(state) &&
      h('div.row', [
        h('button.primary.small', { onclick: () => actions.retry() }, 'Retry'),
        h('button.small', { onclick: () => actions.startOver() }, 'Back to settings'),
        h('button.small', { onclick: () => actions.cancel() }, 'Cancel'),
      ]),
  ]);
}

/** @param {InvestigationPage} page @param {boolean} mayEdit */
function waiting(page, mayEdit) {
  const text = 'As soon as a program takes it up and reports, it shows here.';
  return h('div.empty.waiting', [
    icon('running', 'spin'),
    h('h2', 'Waiting for an executor'),
    h('p', `The investigation has started. ${text}`),
    mayEdit && example(page),
  ]);
}

/** @param {InvestigationPage} page */
function example({ app, actions, id }) {
  const command = exampleCommand(location.origin, app.session.user, id);
  const copy = () => app.copy(command, 'Copied the command');
  return [
    h('p', 'The example that comes with the service runs in the folder of the service:'),
    h('pre.code', { tabIndex: 0, 'aria-label': 'Command' }, command),
    h('div.row', [
      h('button', { onclick: copy }, icon('copy'), 'Copy the command'),
      h('button', { onclick: () => actions.cancel() }, 'Cancel'),
    ]),
  ];
}
