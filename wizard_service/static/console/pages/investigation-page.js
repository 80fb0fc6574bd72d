/** Shows one investigation: the step it is at, or another view that the address names. */

import { STEPS } from '../../elements/steps.js';
import { h } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';
import { FeedHistory } from '../feed-history.js';
import { Access } from '../investigation/access.js';
import { InvestigationActions } from '../investigation/actions.js';
import { auditView, investigationTrail } from '../investigation/audit/trail.js';
import { ExecutorOffer } from '../investigation/executor/offer.js';
import { headView } from '../investigation/head.js';
import { LogLines } from '../investigation/log/lines.js';
import { OverwrittenEdits } from '../investigation/overwritten/edits.js';
import { PastVersion, pastView } from '../investigation/versions/past-version.js';
import { progressStep } from '../investigation/progress-step.js';
import { resultsStep } from '../investigation/results-step.js';
import { SettingsDraft } from '../investigation/settings-draft.js';
import { settingsStep } from '../investigation/settings-step.js';
import { goTo } from '../router.js';
import { absentView, loadingView } from '../shell/placeholders.js';
import { TemplateLibrary } from '../templates/library.js';

/**
 * @import { WizardState, WizardStep } from '../../client/types/state.js'
 * @import { Log } from '../../elements/log.js'
 * @import { Child } from '../../elements/vdom.js'
 * @import { App } from '../app.js'
 * @import { Route } from '../router.js'
 */

const CHECKPOINT_TIMEOUT_MS = 1000;
/** @type {Record<string, (page: InvestigationPage, state: WizardState) => Child>} */
const VIEWS = {
  SETTINGS: settingsStep,
  PROGRESS: progressStep,
  RESULTS: resultsStep,
  AUDIT: auditView,
  PAST: pastView,
};

export class InvestigationPage {
  isRecoveryVisible = false;
  id = '';
  isTemplateChoiceOpen = false;
  _hasTemplates = false;

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.store = app.store;
    const { limits } = app.installation;
    this.draft = new SettingsDraft(app.store, app.session.user, limits, () => app.render());
    this.log = new LogLines(app.api, () => app.render());
    this.overwritten = new OverwrittenEdits(app.session.user);
    this.access = new Access(app.session);
    this.offer = new ExecutorOffer(app);
    const readers = [this.log, this.overwritten, this.access];
    this._history = new FeedHistory(app.api, readers, () => app.render());
    this.audit = investigationTrail(app);
    this.past = new PastVersion(app);
    this.templates = new TemplateLibrary(app, () => app.render());
    this.actions = new InvestigationActions(this);
  }

  get title() {
    return this.state?.settings?.name ?? texts.investigation.investigation;
  }

  /** The state of the investigation, null until the store has it. */
  get state() {
    const { wizardState } = this.store.getState();
    return wizardState?.investigation_id === this.id ? wizardState : null;
  }

  /**
   * The step that the investigation is at. A completed one is at its results, also when its
   * executor never moved it there.
   * @returns {WizardStep}
   */
  get currentStep() {
    const { state } = this;
    if (!state) return 'SETTINGS';
    return state.status === 'COMPLETED' && state.results ? 'RESULTS' : state.wizard_step;
  }

  /** The view on the screen. */
  get viewName() {
    return this.app.route.view?.toUpperCase() ?? this.currentStep;
  }

  /** @param {Route} route */
  opened({ id, view, version, since, query }) {
    if (!id) return;
    if (view === 'audit') this.audit.open(id, query);
    if (view === 'past') this.past.open(id, version ?? 0, since ?? null);
    this._hasTemplates = false;
    if (this.id === id) return this.storeChanged();
    this.id = id;
    this.isRecoveryVisible = true;
    this.access.checkpoint = null;
    this.draft.open(id);
    this.offer.open(id);
    this._history.close();
    this.app.feed.clear(id);
    this.store.actions.resetWizard();
    this._open(id).catch((error) => this._failed(error));
  }

  closed() {
    this.draft.flush();
  }

  storeChanged() {
    const { polling, events, isStale } = this.store.getState();
    if (!this.state) return;
    this._history.open(this.id, polling.cursor);
    this._history.add(events);
    if (!isStale && this.state.wizard_step === 'SETTINGS') this._prepareSettings();
  }

  _prepareSettings() {
    this.draft.resume();
    if (this._hasTemplates || !this.app.installation.has('templates')) return;
    this._hasTemplates = true;
    // The first settings of an investigation often come from a template.
    this.isTemplateChoiceOpen = !this.state?.settings && !this.draft.unsaved;
    this.templates.load();
  }

  /** Shows a step that the investigation has reached. @param {WizardStep} step */
  viewStep(step) {
    const { currentStep } = this;
    if (!this.state || STEPS.indexOf(step) > STEPS.indexOf(currentStep)) return;
    this.store.actions.setCurrentStep(step);
    goTo('investigation', this.id, step === currentStep ? null : step);
  }

  /** Moves the focus to the search of the log, or to that of the history where no log shows. */
  search() {
    const log = /** @type {Log | null} */ (this.app.root.querySelector('wizard-log'));
    if (log) log.search();
    else this.app.history.search();
  }

  advance() {
    const { state } = this;
    if (!state || !this.access.mayEdit(state)) return undefined;
    if (this.viewName === 'SETTINGS') return this.actions.start();
    return state.status === 'ERROR' ? this.actions.retry() : undefined;
  }

  copyAs() {
    this.actions.showApi();
  }

  view() {
    const { isGone, error, isLoading, polling } = this.store.getState();
    const { state } = this;
    const { deleted, deletedText, unreadable, unreadableText } = texts.investigation;
    const all = { name: /** @type {const} */ ('home'), label: texts.head.all };
    if (isGone) return absentView(deleted, error ?? deletedText, all);
    if (!state && error && !isLoading) {
      return absentView(unreadable, polling.isPolling ? unreadableText : error, all);
    }
    const content = state ? VIEWS[this.viewName](this, state) : loadingView();
    return h('div.page', headView(this), content, this._conflict());
  }

  _conflict() {
    const resolve = (/** @type {any} */ { detail }) => {
      this.draft.drop();
      this.app.attempt(() => this.store.actions.resolveConflict(detail.choice));
    };
    const { conflict } = this.store.getState();
    return h('wizard-conflict', { key: 'conflict', conflict, 'onwizard-resolve': resolve });
  }

  /** @param {string} id */
  async _open(id) {
    // The checkpoint is read first, because reading the state updates its last access. It is
    // optional: recovery can be disabled, and a slow network must not delay the page.
    const signal = AbortSignal.timeout(CHECKPOINT_TIMEOUT_MS);
    const checkpoint = await this.app.api.checkpoint(id, { signal }).catch(() => null);
    if (this.id !== id) return;
    this.access.checkpoint = checkpoint;
    await this.store.actions.open(id);
  }

  /** @param {{ status?: number }} error */
  _failed(error) {
    if (error?.status === 401) this.app.end();
    this.app.render();
  }
}
