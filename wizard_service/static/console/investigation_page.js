/** One investigation: the step it is at, or the one somebody wants to look at. */

import { h } from "../elements/dom.js";
import { LogLines } from "./log_lines.js";
import { headView } from "./investigation_head.js";
import { auditView, AuditTrail } from "./audit_view.js";
import { InvestigationActions } from "./investigation_actions.js";
import { pastView, PastVersion } from "./past_view.js";
import { progressView } from "./progress_view.js";
import { go, pathTo } from "./router.js";
import { restingStep } from "./resting_step.js";
import { resultsView } from "./results_view.js";
import { SettingsDraft } from "./settings_draft.js";
import { settingsView } from "./settings_view.js";

const CHECKPOINT_MS = 1000;
const VIEWS = { SETTINGS: settingsView, PROGRESS: progressView, RESULTS: resultsView, AUDIT: auditView, PAST: pastView };

export class InvestigationPage {
  constructor(app) {
    this.app = app;
    this.store = app.store;
    this.draft = new SettingsDraft(app.store, app.session.user, () => app.render());
    this.log = new LogLines(app.api, () => app.render());
    this.audit = new AuditTrail(app);
    this.past = new PastVersion(app);
    this.actions = new InvestigationActions(this);
    this.isRecoveryShown = false;
    this.checkpoint = null;
  }

  get title() {
    return this.state?.settings?.name ?? "Investigation";
  }

  get state() {
    const { wizardState } = this.store.getState();
    return wizardState?.investigation_id === this._id ? wizardState : null;
  }

  /** What is on the screen. */
  get step() {
    const { view } = this.app.route;
    return view ? view.toUpperCase() : restingStep(this.state);
  }

  opened({ id, view, version }) {
    if (view === "audit") this.audit.open(id);
    if (view === "past") this.past.open(id, version);
    if (this._id === id) return;
    this._id = id;
    this.isRecoveryShown = true;
    this.checkpoint = null;
    this.draft.open(id);
    this.log.close();
    this.app.feed.forget(id);
    this.store.actions.resetWizard();
    this._open(id).catch((error) => this._failed(error));
  }

  left() {
    this.draft.flush();
  }

  /** Called whenever the store has changed. */
  stored() {
    const { polling, events } = this.store.getState();
    if (!this.state) return;
    document.title = `${this.title} · wizard`;
    this.log.open(this._id, polling.cursor);
    this.log.take(events);
    if (!this.store.getState().isStale && this.state.wizard_step === "SETTINGS") this.draft.resume();
  }

  /** Look at a step that has been reached. */
  look(step) {
    const order = ["SETTINGS", "PROGRESS", "RESULTS"];
    const resting = restingStep(this.state);
    if (!this.state || order.indexOf(step) > order.indexOf(resting)) return;
    this.store.actions.setCurrentStep(step);
    go("investigation", this._id, step === resting ? null : step);
  }

  find() {
    this.app.root.querySelector("wizard-log")?.search();
    return Boolean(this.app.root.querySelector("wizard-log")) || undefined;
  }

  advance() {
    if (this.step === "SETTINGS") return this.actions.start();
    return this.state?.status === "ERROR" ? this.actions.retry() : undefined;
  }

  copyAs() {
    this.actions.showApi();
  }

  view() {
    const { isGone, error, isLoading, polling } = this.store.getState();
    if (isGone) return absent("This investigation is not there", error ?? "It was deleted, or is not shared with you any more.");
    if (!this.state && error && !isLoading) return absent("This investigation cannot be read", polling.isPolling ? "It opens as soon as the service answers." : error);
    return h("div", { class: "page" }, headView(this), this.state ? VIEWS[this.step](this) : loading(), this._conflict());
  }

  _conflict() {
    return h("wizard-conflict", { key: "conflict", conflict: this.store.getState().conflict, "onwizard-resolve": ({ detail }) => {
      this.draft.drop();
      this.app.attempt(() => this.store.actions.resolveConflict(detail.choice));
    } });
  }

  async _open(id) {
    // First, because to read the state is a visit, and the checkpoint tells when the last one was. A service without
    // recovery has none, and a network that is slow is not waited for.
    const checkpoint = await this.app.api.checkpoint(id, { signal: AbortSignal.timeout(CHECKPOINT_MS) }).catch(() => null);
    if (this._id !== id) return;
    this.checkpoint = checkpoint;
    await this.store.actions.open(id);
  }

  _failed(error) {
    if (error?.status === 401) this.app.end();
    this.app.render();
  }
}

function loading() {
  return h("section", { class: "panel empty", "aria-busy": true, "aria-label": "Loading" }, h("div", { class: "skeleton loading" }), h("div", { class: "skeleton loading" }), h("p", null, "Loading"));
}

function absent(title, reason) {
  return h("div", { class: "page" }, h("section", { class: "panel empty" }, h("h1", null, title),
    h("p", null, reason), h("a", { class: "button", href: pathTo("home") }, "All investigations")));
}
