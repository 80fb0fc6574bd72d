/** Runs the actions of the user on one investigation. An action that fails shows a notice. */

import { applyPatch } from '../../client/merge-patch.js';
import { toSettings, validateStart } from '../../elements/settings/validation.js';
import { texts } from '../../texts/console.js';
import { openReportDialog } from '../report/dialog.js';
import { goTo } from '../router.js';
import { confirmed } from '../shell/dialog.js';
import { apiRequests } from './api-requests.js';
import { openApiDialog, openShareDialog } from './dialogs.js';
import { resultsText } from './results-step.js';
import { isConfiguring } from './settings-step.js';
import { saveAsTemplate } from '../templates/save-dialog.js';

/**
 * @import { RecoveryAction } from '../../client/types/lists.js'
 * @import { InvestigationSettings } from '../../client/types/state.js'
 * @import { InvestigationPage } from '../pages/investigation-page.js'
 */

export class InvestigationActions {
  /** @param {InvestigationPage} page */
  constructor(page) {
    this._page = page;
    this._app = page.app;
    this._store = page.store;
  }

  async start() {
    const { draft, state, id } = this._page;
    const settings = draft.unsaved ?? state?.settings;
    if (!settings || draft.problems.length) return this._showProblems();
    draft.refuseStart(validateStart(settings));
    if (draft.startProblems.length) return this._showProblems();
    await this._app.attempt(async () => {
      await draft.flush();
      if (draft.refusals.length) return this._showProblems();
      // The address changes first: the user may open another page before the service answers.
      goTo('investigation', id);
      await this._store.actions.startInvestigation();
    });
  }

  retry() {
    return this._app.attempt(() => this._store.actions.retryInvestigation());
  }

  async cancel() {
    const isSure = await confirmed({
      title: texts.investigation.cancelQuestion,
      text: texts.investigation.cancelText,
      verb: texts.investigation.cancelIt,
      isDangerous: true,
    });
    if (isSure) await this._app.attempt(() => this._store.actions.cancelInvestigation());
  }

  /** Goes back to the settings, which drops progress and results. */
  async startOver() {
    const { id } = this._page;
    const isSure = await confirmed({
      title: texts.investigation.startOverQuestion,
      text: texts.investigation.startOverText,
      verb: texts.investigation.startOver,
      isDangerous: true,
    });
    if (!isSure) return;
    const update = { wizard_step: /** @type {const} */ ('SETTINGS') };
    await this._app.attempt(() => this._store.actions.updateWizardState(update));
    goTo('investigation', id);
  }

  /** Creates a new investigation with the settings on the screen. */
  async createFromSettings() {
    const settings = this._settingsOnScreen();
    if (settings !== undefined) await this._app.create({ settings: settings ?? undefined });
  }

  async saveTemplate() {
    const settings = this._settingsOnScreen();
    if (settings) await saveAsTemplate(this._page, settings);
    else if (settings === null) this._app.notices.show(texts.templates.nothingToKeep, 'warning');
  }

  /**
   * Returns what the form shows, also when the service does not have it yet. Marks the fields that
   * are invalid.
   * @returns {InvestigationSettings | null | undefined} null when there are none, undefined when
   *   they are invalid
   */
  _settingsOnScreen() {
    const { draft, state } = this._page;
    if (!state || !isConfiguring(state)) return state?.settings ?? null;
    if (!draft.reasons.length) return draft.unsaved ? toSettings(draft.unsaved) : state.settings;
    this._showProblems();
    this._app.notices.show(texts.templates.notSavedSettings, 'warning');
    return undefined;
  }

  /** Saves the overwritten values again, on top of what the form shows. */
  async putBackOverwritten() {
    const { draft, overwritten } = this._page;
    const { patch } = overwritten;
    if (draft.unsaved) draft.replace(applyPatch(draft.unsaved, patch.settings));
    else await this._app.attempt(() => this._store.actions.updateWizardState(patch));
  }

  dismissOverwritten() {
    this._page.overwritten.dismiss();
    this._app.render();
  }

  share() {
    return openShareDialog(this._app, this._page.id);
  }

  copyResults() {
    const { state } = this._page;
    if (state?.results)
      this._app.copy(resultsText(state, state.results), texts.investigation.copiedResults);
  }

  showReport() {
    return openReportDialog(this._app.baseUrl, this._page.id);
  }

  showApi() {
    const { state } = this._page;
    if (state) openApiDialog(this._app, apiRequests(this._app.baseUrl, state));
  }

  async archive() {
    const { id } = this._page;
    const { api, notices, active } = this._app;
    if (!(await this._succeeds(() => api.archive(id)))) return;
    notices.show(texts.investigation.archived, 'done', {
      label: texts.common.undo,
      act: () => this.unarchive(id),
    });
    active.reload();
    goTo('home');
  }

  /** @param {string} id */
  unarchive(id = this._page.id) {
    return this._app.attempt(() => this._app.api.unarchive(id), texts.common.restored);
  }

  async delete() {
    const { id } = this._page;
    const isSure = await confirmed({
      title: texts.investigation.deleteQuestion,
      text: texts.investigation.deleteText,
      verb: texts.common.delete,
      isDangerous: true,
    });
    if (!isSure) return;
    if (!(await this._succeeds(() => this._app.api.delete(id, { etag: '*' })))) return;
    this._app.active.reload();
    goTo('home');
  }

  /** @param {RecoveryAction | 'dismiss'} action */
  recover(action) {
    const page = this._page;
    page.isRecoveryVisible = false;
    this._app.render();
    if (action === 'retry') return this.retry();
    if (action === 'cancel') return this.cancel();
    if (action === 'archive') return this.archive();
    if (action === 'start_fresh') return this.createFromSettings();
    if (action === 'view_results') return page.viewStep('RESULTS');
    if (action === 'resume' && page.state) return page.viewStep(page.state.wizard_step);
  }

  /** Moves the focus to the first problem, once the form shows it. */
  async _showProblems() {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const form = this._app.root.querySelector('wizard-settings');
    /** @type {import('../../elements/settings.js').Settings | null} */ (form)?.showProblems();
  }

  /** @param {() => Promise<unknown>} action */
  async _succeeds(action) {
    const isDone = await this._app.attempt(async () => {
      await action();
      return true;
    });
    return isDone === true;
  }
}
