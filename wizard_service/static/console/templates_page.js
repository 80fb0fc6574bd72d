/** Templates: found, looked at, filled in, used, removed. */

import { h } from "../elements/dom.js";
import { confirmed } from "./notices.js";
import { go } from "./router.js";

const SETTLE_MS = 200;

export class TemplatesPage {
  title = "Templates";

  constructor(app) {
    this._app = app;
    this._list = null;
    this._selected = null;
    this._query = "";
  }

  opened(route) {
    this._load();
    if (route.id) this._select(route.id);
  }

  find() {
    return this._element()?.shadowRoot.querySelector("input")?.focus() ?? true;
  }

  copyAs() {
    return this._app.copyAs({ method: "GET", path: `${new URL(this._app.api.http.baseUrl).pathname}/templates` }, "curl");
  }

  view() {
    return h("div", { class: "page" },
      h("div", { class: "head" }, h("div", { class: "title" }, h("h1", null, "Templates"), h("p", { class: "muted" }, "Settings to begin with. What stands in {{braces}} is asked for when a template is used."))),
      h("wizard-templates", {
        templates: this._list, selected: this._selected, busy: this._isBusy ?? false, problem: this._problem ?? null, problems: this._problems ?? [],
        "onwizard-templates-query": ({ detail }) => this._search(detail.q),
        "onwizard-template-select": ({ detail }) => this._select(detail.template_id),
        "onwizard-template-apply": ({ detail }) => this._apply(detail),
        "onwizard-template-delete": ({ detail }) => this._delete(detail),
      }));
  }

  _search(query) {
    this._query = query;
    clearTimeout(this._due);
    this._due = setTimeout(() => this._load(), SETTLE_MS);
  }

  async _load() {
    const query = this._query;
    try {
      const { items } = await this._app.api.templates({ q: query || undefined, limit: 50 });
      if (query !== this._query) return;
      Object.assign(this, { _list: items, _problem: null });
    } catch (error) {
      this._problem = error.message;
    }
    this._app.render();
  }

  async _select(id) {
    this._chosen = id;
    const template = await this._app.attempt(() => this._app.api.template(id));
    // Meanwhile another may have been chosen.
    if (id !== this._chosen) return;
    Object.assign(this, { _selected: template ?? null, _problems: [] });
    this._app.render();
  }

  async _apply({ template_id: id, values }) {
    Object.assign(this, { _isBusy: true, _problems: [] });
    this._app.render();
    try {
      const { document: state } = await this._app.api.applyTemplate(id, { values });
      go("investigation", state.investigation_id);
    } catch (error) {
      this._problems = error.fieldErrors ?? [];
      this._app.notices.say(error.message, "error");
    }
    this._isBusy = false;
    this._app.render();
  }

  async _delete({ template_id: id, name }) {
    if (!(await confirmed("Delete this template?", `"${name}" goes from the list. Investigations made of it stay.`, "Delete", true))) return;
    const isDone = await this._app.attempt(async () => { await this._app.api.deleteTemplate(id); return true; });
    if (!isDone) return;
    Object.assign(this, { _selected: null, _chosen: null });
    this._app.notices.say(`Deleted "${name}"`, "done", { label: "Undo", act: () => this._restore(id) });
    this._load();
  }

  async _restore(id) {
    await this._app.attempt(() => this._app.api.restoreTemplate(id), "Restored");
    this._load();
  }

  _element() {
    return this._app.root.querySelector("wizard-templates");
  }
}
