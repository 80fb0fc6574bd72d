/** Renders the head of every view: name, save status, actions, steps and banners. */

import { icon } from '../../elements/display/icons.js';
import { exactTime, relativeTime } from '../../elements/display/time.js';
import { h } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';
import { goTo, pathTo } from '../router.js';
import { accessText } from './access.js';
import { banners } from './banners.js';

/**
 * @import { WizardState } from '../../client/types/state.js'
 * @import { InvestigationActions } from './actions.js'
 * @import { Role } from './access.js'
 * @import { InvestigationPage } from '../pages/investigation-page.js'
 */

/** @param {InvestigationPage} page */
export function headView(page) {
  const { state, currentStep } = page;
  const shownPast = page.past.shownIn(page);
  const steps = h('wizard-steps', {
    state: shownPast ?? (state && { ...state, wizard_step: currentStep }),
    viewed: shownPast?.wizard_step ?? page.viewName,
    'onwizard-step': ({ detail }) => page.viewStep(detail.step),
  });
  const back = { href: pathTo('home'), 'aria-label': texts.head.all };
  return [
    h('div.head', [
      h('a.button.plain.icon.back', back, icon('back')),
      title(page),
      state && buttons(page, state),
    ]),
    h('div.steps', steps),
    banners(page),
  ];
}

/** @param {InvestigationPage} page */
function title(page) {
  const { state, id, access } = page;
  const shownPast = page.past.shownIn(page);
  const shown = shownPast ?? state;
  const name = shown ? shown.settings?.name || texts.common.newInvestigation : texts.common.loading;
  return h('div.title', [
    h('h1', name),
    h('p.facts.muted.small', [
      h('span.mono', id),
      shown && h('span.number', `v${shown.version}`),
      state && ownership(state, access.roleIn(state)),
      state && (shownPast ? pastStatus(shownPast, state) : saveStatus(page, state)),
    ]),
  ]);
}

/** @param {WizardState} state @param {Role | undefined} role */
function ownership({ user_id: owner }, role) {
  if (role === 'owner') return null;
  return h('span', accessText(owner, role));
}

/** Renders when an earlier version was made. @param {WizardState} past @param {WizardState} latest */
function pastStatus({ updated_at: time }, { version }) {
  return h('span.number', texts.head.asItWas(exactTime(time), version));
}

/** @param {InvestigationPage} page @param {WizardState} state */
function saveStatus(page, state) {
  const [tone, text] = saveStatusOf(page, state);
  return h('span.saving', { role: 'status', class: tone }, text);
}

/**
 * @param {InvestigationPage} page
 * @param {WizardState} state
 * @returns {[string, string]} tone and text
 */
function saveStatusOf({ store, draft }, state) {
  const { conflict, isOffline, pendingCount, isSyncing, isStale } = store.getState();
  const { unsaved, reasons } = draft;
  if (conflict) return ['warning', texts.head.conflict];
  if (reasons.length && unsaved) return ['warning', texts.head.notSaved(reasons[0].message)];
  if (isOffline && pendingCount) return ['warning', texts.head.offline];
  if (unsaved || pendingCount || isSyncing) return ['running', texts.head.saving];
  if (isStale) return ['pending', texts.head.checking];
  return ['done', texts.head.saved(relativeTime(state.updated_at))];
}

/** @param {InvestigationPage} page @param {WizardState} state */
function buttons(page, state) {
  const { actions, access } = page;
  const share = { 'aria-label': texts.share.title, onclick: () => actions.share() };
  const program = {
    title: texts.head.copyAsCode,
    'aria-label': texts.program.title,
    onclick: () => actions.showApi(),
  };
  return [
    access.mayAdminister(state) &&
      h('button', share, icon('person'), h('span.wide-only', texts.share.title)),
    h('button.icon', program, icon('code')),
    menu(page, state),
  ];
}

/** @param {InvestigationPage} page @param {WizardState} state */
function menu({ app, actions, access, id }, state) {
  const { installation } = app;
  const isShared = ['viewer', 'editor'].includes(access.roleIn(state) ?? '');
  const props = { role: 'button', 'aria-label': texts.head.moreActions };
  const isStarted = state.wizard_step !== 'SETTINGS';
  const showAudit = () => goTo('investigation', id, 'audit');
  return h('details.menu', [
    h('summary.button.icon', props, icon('more')),
    h('div.items', [
      installation.has('templates') &&
        menuItem('template', texts.investigation.saveAsTemplate, () => actions.saveTemplate()),
      menuItem('copy', texts.investigation.newWithSettings, () => actions.createFromSettings()),
      menuItem('report', texts.head.report, () => actions.showReport()),
      installation.has('audit_logging') &&
        menuItem('shield', texts.investigation.auditTrail, showAudit),
      h('hr'),
      isStarted &&
        access.mayEdit(state) &&
        menuItem('back', texts.head.backToSettings, () => actions.startOver()),
      isShared && menuItem('close', texts.head.leave, () => app.invitations.leave(id)),
      access.mayAdminister(state) && administration(actions, state),
    ]),
  ]);
}

/** @param {InvestigationActions} actions @param {WizardState} state */
function administration(actions, { archived_at: archivedAt }) {
  return [
    archivedAt
      ? menuItem('restore', texts.common.restore, () => actions.unarchive())
      : menuItem('archive', texts.common.archive, () => actions.archive()),
    menuItem('remove', texts.common.delete, () => actions.delete(), 'danger'),
  ];
}

/** @param {string} iconName @param {string} label @param {() => unknown} act */
function menuItem(iconName, label, act, className = '') {
  return h('button', { class: className, onclick: act }, icon(iconName), label);
}
