/** One version of an investigation as it was: looked at, made the newest again, or taken as the beginning of another. */

import { h } from "../elements/dom.js";
import { icon } from "../elements/icons.js";
import { hasBegun } from "../elements/progress.js";
import { sentence, when, wordOf } from "../elements/words.js";
import { confirmed } from "./notices.js";
import { go, pathTo } from "./router.js";

export class PastVersion {
  constructor(app) {
    this._app = app;
    Object.assign(this, { version: null, state: null, since: null, problem: null });
  }

  async open(id, version) {
    Object.assign(this, { _id: id, version, state: null, since: null, problem: null });
    try {
      const { api } = this._app;
      const [{ document }, since] = await Promise.all([api.get(id, { atVersion: version }), api.diff(id, version).catch(() => ({}))]);
      if (this._id === id && this.version === version) Object.assign(this, { state: document, since });
    } catch (error) {
      this.problem = error.message;
    }
    this._app.render();
  }

  async restore(latest) {
    const text = `Step, status, settings, progress and results become those of version ${this.version}, as a new version. The audit trail keeps what is there now.`;
    if (!(await confirmed(`Restore version ${this.version}?`, text, "Restore"))) return;
    await this._restore(this._id, this.version, { label: "Undo", act: () => this._restore(this._id, latest) });
  }

  async fork() {
    const made = await this._app.attempt(() => this._app.api.fork(this._id, { version: this.version }));
    if (!made) return;
    this._app.notices.say(`Made of version ${this.version}`);
    go("investigation", made.document.investigation_id);
  }

  async _restore(id, version, offer = null) {
    const { api, notices, store } = this._app;
    const isDone = await this._app.attempt(async () => {
      const { etag } = await api.get(id);
      await api.restore(id, version, { etag });
      await store.actions.refreshState();
      return true;
    });
    if (!isDone) return;
    notices.say(`Version ${version} is restored`, "done", offer);
    go("investigation", id);
  }
}

export function pastView({ past, state, app }) {
  const { version, problem } = past;
  const to = (label, at, isThere) => h("a", { class: "button small", href: isThere ? pathTo("investigation", app.route.id, `v${at}`) : null, "aria-disabled": isThere ? null : true }, label);
  return h("div", { class: "past-view" },
    h("div", { class: "row wrap" },
      h("h2", { class: "grow" }, `Version ${version} of ${state.version}`),
      to("Older", version - 1, version > 1), to("Newer", version + 1, version < state.version),
      h("a", { class: "button small", href: pathTo("investigation", app.route.id, "audit") }, icon("back"), "Audit trail")),
    problem ? h("section", { class: "panel empty" }, icon("history"), h("h2", null, "This version cannot be shown"), h("p", null, problem))
      : past.state ? [banner(past, state), changed(past), sections(past.state)] : h("section", { class: "panel empty", "aria-busy": true }, h("div", { class: "skeleton loading" }), h("p", null, "Loading")));
}

function banner(past, { version: latest }) {
  const { wizard_step: step, status, updated_at: moment } = past.state;
  return h("div", { class: "banner pending" }, icon("history"),
    h("p", { class: "grow" }, h("b", null, `${sentence(step)}, ${wordOf(status).toLowerCase()}. `), h("span", { class: "muted" }, `As it was on ${when(moment)}, without log lines.`)),
    h("div", { class: "row" },
      h("button", { class: "small", disabled: past.version === latest, onclick: () => past.restore(latest) }, icon("restore"), "Restore"),
      h("button", { class: "small", onclick: () => past.fork() }, icon("plus"), "New from this version")));
}

function changed({ version, state, since: { version: latest, updated_at: _, ...changes } }) {
  if (latest === undefined || latest === version) return null;
  return h("details", { key: "since", class: "panel" }, h("summary", null, "What has changed since"), h("wizard-changes", { before: state, changes }));
}

function sections(state) {
  return [
    state.results && h("wizard-results", { key: "results", state }),
    hasBegun(state.progress) && h("wizard-progress", { key: "progress", state, at: state.updated_at }),
    state.settings ? h("wizard-settings", { key: "settings", settings: state.settings, editable: false })
      : h("section", { class: "panel empty" }, h("h2", null, "Nothing was filled in yet")),
  ];
}
