/** Renders whether an executor works, and the ways to start one: here, in a shell, own code. */

import { icon } from '../../../elements/display/icons.js';
import { dateTime, timeOfDay } from '../../../elements/display/time.js';
import { presenceOf } from '../../../elements/progress/executor.js';
import { h } from '../../../elements/vdom.js';
import { ownExecutor, shellCommand } from './example.js';

/**
 * @import { TimeRange, WizardState } from '../../../client/types/state.js'
 * @import { VNode } from '../../../elements/vdom.js'
 * @import { InvestigationPage } from '../../pages/investigation-page.js'
 */

/**
 * Renders who works on an investigation, and how to start an executor where none does.
 * @param {InvestigationPage} page
 * @param {WizardState} state
 * @param {boolean} mayEdit
 * @param {VNode | false} cancel the button, where nothing below has it
 */
export function executorPresence(page, state, mayEdit, cancel) {
  const presence = presenceOf(state);
  if (!presence) return null;
  const isGone = !['waiting', 'working'].includes(presence.kind);
  const { offer } = page;
  const again = {
    slot: 'actions',
    'aria-expanded': offer.isOpen,
    onclick: () => offer.toggle(),
  };
  const isOffered = mayEdit && (presence.kind === 'waiting' || (isGone && offer.isOpen));
  return [
    h('wizard-executor', { key: 'executor', state }, [
      mayEdit && cancel,
      isGone && mayEdit && h('button.small', again, icon('play'), 'Start again'),
    ]),
    isOffered && offerView(page, state),
  ];
}

/** @param {InvestigationPage} page @param {WizardState} state */
function offerView(page, state) {
  const { installation } = page.app;
  return h('section.panel.offer', { key: 'offer', 'aria-label': 'Start an executor' }, [
    page.offer.example && runHere(page, state),
    installation.has('executor_tokens') ? inShell(page) : fromIssuer(),
    ownCode(page),
  ]);
}

/** @param {InvestigationPage} page @param {WizardState} state */
function runHere({ offer, actions }, state) {
  const missed = offer.missedRange(state.settings);
  const run = () => offer.runExample();
  const change = h('button.primary', { onclick: () => actions.startOver() }, [
    icon('back'),
    'Change the time range',
  ]);
  return [
    h('h3', 'Run the example here'),
    h('p.muted', 'It reads the log that comes with the service, on this machine.'),
    missed && h('p.problem', `${missedText(missed)} It would find nothing.`),
    h('div.row', [
      missed && change,
      h(
        'button',
        { class: missed ? '' : 'primary', onclick: run },
        icon('play'),
        'Run the example',
      ),
    ]),
  ];
}

/** @param {InvestigationPage} page */
function inShell({ app, offer }) {
  const { token, example } = offer;
  const heading = h('h3', example ? 'Or run it in a shell' : 'Run an executor in a shell');
  const about = h('p.muted', 'With a token for this investigation alone, good for an hour.');
  if (!token) {
    const label = example ? 'Make the command' : 'Make a token';
    return [heading, about, h('button', { onclick: () => offer.makeToken() }, icon('code'), label)];
  }
  const command = shellCommand(example?.command ?? ['python', 'my_executor.py'], token.token);
  const until = timeOfDay(token.expires_at);
  const copy = () => app.copy(command, 'Copied the command');
  return [
    heading,
    h('pre.code', { tabIndex: 0, 'aria-label': 'Command' }, command),
    h(
      'p.muted.small',
      `Its token is good until ${until} and is not shown again. Keep it to yourself.`,
    ),
    h('button', { onclick: copy }, icon('copy'), 'Copy the command'),
  ];
}

function fromIssuer() {
  const text = 'Its token, with the scope wizard:run, comes from the issuer of your tokens.';
  return [h('h3', 'Run an executor in a shell'), h('p.muted', text)];
}

/** @param {InvestigationPage} page */
function ownCode({ app, id }) {
  const code = ownExecutor(new URL(app.baseUrl, location.href), id);
  const copy = () => app.copy(code, 'Copied the code');
  return h('details', [
    h('summary', 'Write an executor of your own'),
    h('p.muted', 'The Python client reports for it. The token is in WIZARD_TOKEN.'),
    h('pre.code', { tabIndex: 0, 'aria-label': 'Code' }, code),
    h('button', { onclick: copy }, icon('copy'), 'Copy the code'),
  ]);
}

/** @param {TimeRange} log */
export function missedText({ start, end }) {
  const range = `from ${dateTime(start)} to ${dateTime(end)}`;
  return `The log of the example has lines ${range}, and this time range has none of them.`;
}
