/** Renders the first step: settings that save themselves, and the button that starts. */

import { icon } from '../../elements/display/icons.js';
import { defaultSettings } from '../../elements/settings/validation.js';
import { h } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';
import { templateChoice } from '../templates/fill-dialog.js';
import { exampleSettings } from './executor/example.js';
import { missedText } from './executor/offer-view.js';
import { ENTITY_TYPES, knownTools } from './known-tools.js';

/**
 * @import { InvestigationSettings, WizardState } from '../../client/types/state.js'
 * @import { InvestigationPage } from '../pages/investigation-page.js'
 * @import { SettingsDraft } from './settings-draft.js'
 */

const FIELD = /^(name|description|entities|time_range|tools)\b/;

/**
 * The default settings of each page and investigation. They are computed once, because their time
 * range ends now and would move with every rendering.
 * @type {WeakMap<InvestigationPage, { id: string, settings: InvestigationSettings }>}
 */
const defaults = new WeakMap();

/** @param {InvestigationPage} page @param {WizardState} state */
export function settingsStep(page, state) {
  const { draft, store, app } = page;
  const { fieldErrors } = store.getState();
  const isOpen = isConfiguring(state);
  const isEditable = isOpen && page.access.mayEdit(state);
  return h('div.settings-view', [
    !isOpen && begunBanner(page),
    isEditable && refusalBanner(draft),
    isEditable && templateChoice(page),
    h('wizard-settings', {
      settings: (isEditable ? draft.unsaved : null) ?? state.settings ?? defaultsOf(page),
      editable: isEditable,
      problems: draft.refusals.length ? draft.refusals : [...draft.startProblems, ...fieldErrors],
      limits: app.installation.limits,
      suggestions: { entity_types: ENTITY_TYPES, tools: knownTools(state.settings) },
      'onwizard-settings-change': ({ detail }) => draft.change(detail),
    }),
    isEditable && buttons(page, state),
  ]);
}

/** Whether the settings can be changed by those who may. @param {WizardState} state */
export function isConfiguring({ wizard_step: step, status }) {
  return step === 'SETTINGS' && status === 'IN_PROGRESS';
}

/** @param {InvestigationPage} page */
function begunBanner({ actions }) {
  const text = texts.investigation.readOnlyNext;
  const create = () => actions.createFromSettings();
  return h('div.banner.pending', [
    icon('pending'),
    h('p.grow', text),
    h('button.small', { onclick: create }, texts.investigation.newWithSettings),
  ]);
}

/** Shows the refusals that belong to no field of the form. @param {SettingsDraft} draft */
function refusalBanner({ refusals }) {
  const others = refusals.filter(({ field }) => !FIELD.test(field)).map(({ message }) => message);
  if (!others.length) return null;
  const text = texts.investigation.notSavedSettings(others.join(' '));
  return h('div.banner.error', { role: 'alert' }, icon('error'), h('p.grow', text));
}

/** Warns of a time range in which the example finds nothing. @param {InvestigationPage} page @param {WizardState} state */
function missedRangeBanner({ draft, offer }, state) {
  const settings = draft.unsaved ?? state.settings;
  const missed = offer.missedRange(settings);
  if (!missed || !settings) return null;
  const change = () => draft.replace({ ...settings, time_range: missed });
  return h('div.banner.warning', { role: 'status' }, [
    icon('warning'),
    h('p.grow', missedText(missed)),
    h('button.small', { onclick: change }, texts.investigation.useItsTimeRange),
  ]);
}

/** @param {InvestigationPage} page @param {WizardState} state */
function buttons(page, state) {
  const { actions, app, draft } = page;
  const start = { disabled: app.network.isCut, onclick: () => actions.start() };
  const save = { onclick: () => actions.saveTemplate() };
  return h('div.settings-actions', [
    missedRangeBanner(page, state),
    app.installation.has('templates') &&
      h('button', save, icon('template'), texts.investigation.saveAsTemplate),
    !state.settings && !draft.unsaved && exampleButton(page),
    h('span.grow'),
    h('span.muted.small.wide-only', texts.investigation.press, h('kbd', 's')),
    h('button.primary', start, icon('play'), texts.investigation.start),
  ]);
}

/** Fills in settings with which the example finds something. @param {InvestigationPage} page */
function exampleButton({ draft, offer }) {
  const settings = offer.example ? offer.exampleSettings : exampleSettings();
  const fill = { onclick: () => draft.replace(settings) };
  return h('button.plain', fill, texts.investigation.fillInExample);
}

/** @param {InvestigationPage} page */
function defaultsOf(page) {
  const { id } = page;
  const cached = defaults.get(page);
  if (cached?.id === id) return cached.settings;
  const settings = defaultSettings();
  defaults.set(page, { id, settings });
  return settings;
}
