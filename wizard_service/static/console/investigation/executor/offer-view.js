/** Renders whether an executor works, and the ways to start one: here, in a shell, own code. */

import { icon } from '../../../elements/display/icons.js';
import { dateTime, timeOfDay } from '../../../elements/display/time.js';
import { presenceOf } from '../../../elements/progress/executor.js';
import { h } from '../../../elements/vdom.js';
import { texts } from '../../../texts/console.js';
import { ownExecutor, shellCommand } from './example.js';

/**
 * @import { Example } from '../../../client/types/leases.js'
 * @import { TimeRange, WizardState } from '../../../client/types/state.js'
 * @import { VNode } from '../../../elements/vdom.js'
 * @import { InvestigationPage } from '../../pages/investigation-page.js'
 * @import { ExecutorOffer } from './offer.js'
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
      isGone && mayEdit && h('button.small', again, icon('play'), texts.executorOffer.startAgain),
    ]),
    isOffered && offerView(page, state),
  ];
}

/** @param {InvestigationPage} page @param {WizardState} state */
function offerView(page, state) {
  const { app, offer } = page;
  const missed = offer.missedRange(state.settings);
  const example = missed ? null : offer.example;
  return h('section.panel.offer', { key: 'offer', 'aria-label': texts.executorOffer.start }, [
    offer.example && runHere(page, missed),
    app.installation.has('executor_tokens') ? inShell(page, example) : fromIssuer(),
    ownCode(page),
  ]);
}

/** @param {InvestigationPage} page @param {TimeRange | null} missed */
function runHere({ offer, actions }, missed) {
  const run = { onclick: () => offer.runExample() };
  const change = { onclick: () => actions.startOver() };
  return [
    h('h3', texts.executorOffer.runHere),
    h('p.muted', texts.executorOffer.runHereText),
    missed && h('p.problem', missedText(missed)),
    h('div.row.wrap', [
      missed
        ? runInItsRange(offer)
        : h('button.primary', run, icon('play'), texts.executorOffer.runExample),
      missed && h('button', change, icon('back'), texts.executorOffer.changeRange),
    ]),
  ];
}

/** Offers to run the example with the time range of its log. @param {ExecutorOffer} offer */
export function runInItsRange(offer, className = '') {
  const run = { class: className, onclick: () => offer.runInItsRange() };
  return h('button.primary', run, icon('play'), texts.executorOffer.runInItsRange);
}

/** @param {InvestigationPage} page @param {Example | null} example whose command shows */
function inShell({ app, offer }, example) {
  const { token } = offer;
  const heading = h('h3', example ? texts.executorOffer.orInShell : texts.executorOffer.inShell);
  const about = h('p.muted', texts.executorOffer.tokenHint);
  if (!token) {
    const label = example ? texts.executorOffer.makeCommand : texts.executorOffer.makeToken;
    return [heading, about, h('button', { onclick: () => offer.makeToken() }, icon('code'), label)];
  }
  const command = shellCommand(example?.command ?? ['python', 'my_executor.py'], token.token);
  const until = timeOfDay(token.expires_at);
  const copy = () => app.copy(command, texts.executorOffer.copiedCommand);
  return [
    heading,
    h('pre.code', { tabIndex: 0, 'aria-label': texts.executorOffer.command }, command),
    h('p.muted.small', texts.executorOffer.tokenUntil(until)),
    h('button', { onclick: copy }, icon('copy'), texts.executorOffer.copyCommand),
  ];
}

function fromIssuer() {
  const text = texts.executorOffer.issuerHint;
  return [h('h3', texts.executorOffer.inShell), h('p.muted', text)];
}

/** @param {InvestigationPage} page */
function ownCode({ app, id }) {
  const code = ownExecutor(new URL(app.baseUrl, location.href), id);
  const copy = () => app.copy(code, texts.executorOffer.copiedCode);
  return h('details', [
    h('summary', texts.executorOffer.ownExecutor),
    h('p.muted', texts.executorOffer.ownExecutorText),
    h('pre.code', { tabIndex: 0, 'aria-label': texts.executorOffer.code }, code),
    h('button', { onclick: copy }, icon('copy'), texts.executorOffer.copyCode),
  ]);
}

/** @param {TimeRange} log */
export function missedText({ start, end }) {
  const range = texts.executorOffer.range(dateTime(start), dateTime(end));
  return texts.executorOffer.logHas(range);
}
