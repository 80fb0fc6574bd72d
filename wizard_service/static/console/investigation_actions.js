/** What a person can do with one investigation. Each is one call of the store or the API, and says when it failed. */

import { apiDialog, askForTemplate, shareDialog } from "./dialogs.js";
import { confirmed } from "./notices.js";
import { go } from "./router.js";
import { requestsFor } from "./requests.js";
import { asText } from "./results_text.js";

export class InvestigationActions {
  constructor(page) {
    this._page = page;
    this._app = page.app;
    this._store = page.store;
  }

  get _id() {
    return this._app.route.id;
  }

  async start() {
    const { draft, state } = this._page;
    if (draft.problems.length || !state?.settings && !draft.unsaved) {
      this._app.root.querySelector("wizard-settings")?.showProblems();
      return;
    }
    await this._app.attempt(async () => {
      await draft.flush();
      // Before, not after: meanwhile a person may have gone on to look at something else.
      go("investigation", this._id);
      await this._store.actions.startInvestigation();
    });
  }

  retry() {
    return this._app.attempt(() => this._store.actions.retryInvestigation());
  }

  async cancel() {
    const isSure = await confirmed("Cancel this investigation?", "What has been found so far stays. It cannot be taken up again.", "Cancel investigation", true);
    if (isSure) await this._app.attempt(() => this._store.actions.cancelInvestigation());
  }

  /** The settings may change only where nothing has been done with them yet. */
  async startOver() {
    const isSure = await confirmed("Back to the settings?", "Progress and results of this investigation are dropped; the audit trail keeps them.", "Start over", true);
    if (!isSure) return;
    await this._app.attempt(() => this._store.actions.updateWizardState({ wizard_step: "SETTINGS" }));
    go("investigation", this._id);
  }

  /** A new investigation with the settings of this one. */
  again() {
    return this._app.create({ settings: this._page.state.settings });
  }

  async saveTemplate() {
    const { settings } = this._page.state;
    if (!settings) return this._app.notices.say("Fill in the settings first: there is nothing to keep yet.", "warning");
    const members = await askForTemplate(settings);
    if (!members) return undefined;
    return this._saveTemplate({ ...members, settings });
  }

  async _saveTemplate(members, overwrite = false) {
    const saved = await this._app.attempt(async () => {
      try {
        return await this._store.actions.createTemplate(members, { overwrite });
      } catch (error) {
        if (error.code === "name_taken" && !overwrite) return "taken";
        throw error;
      }
    });
    if (saved === "taken") {
      const isSure = await confirmed("Replace the template?", `There is a template "${members.name}" already.`, "Replace");
      return isSure ? this._saveTemplate(members, true) : undefined;
    }
    if (saved) this._app.notices.say(`Saved "${members.name}"`, "done", { label: "Show", act: () => go("templates", saved.template_id) });
    return saved;
  }

  share() {
    return shareDialog(this._app, this._id);
  }

  copyResults() {
    return this._app.copy(asText(this._page.state), "Copied the results");
  }

  showApi() {
    const { state } = this._page;
    if (state) return apiDialog(this._app, requestsFor(new URL(this._app.api.http.baseUrl).pathname, state));
    return undefined;
  }

  async archive() {
    const id = this._id;
    const isDone = await this._app.attempt(async () => { await this._app.api.archive(id); return true; });
    if (!isDone) return;
    this._app.notices.say("Archived", "done", { label: "Undo", act: () => this._app.attempt(() => this._app.api.unarchive(id), "Restored") });
    this._app.active.reload();
    go("home");
  }

  async remove() {
    const id = this._id;
    if (!(await confirmed("Delete this investigation?", "Its state, events and shares go for good. Only the audit trail stays.", "Delete", true))) return;
    const isDone = await this._app.attempt(async () => { await this._app.api.delete(id, { etag: "*" }); return true; });
    if (!isDone) return;
    this._app.active.reload();
    go("home");
  }

  recover(action) {
    this._page.isRecoveryShown = false;
    this._app.render();
    const { state } = this._page;
    const acts = { retry: () => this.retry(), cancel: () => this.cancel(), archive: () => this.archive(), start_fresh: () => this.again(),
      view_results: () => this._page.look("RESULTS"), resume: () => this._page.look(state.wizard_step) };
    return acts[action]?.();
  }
}
