/** The page that opens first: what is active, and where to begin. */

import { h } from "../elements/dom.js";
import { icon } from "../elements/icons.js";
import { ago, percent, plural, sentence, toneOf, wordOf } from "../elements/words.js";
import { pathTo } from "./router.js";

function subtitle(items, count) {
  if (!items) return "Loading";
  return count ? `${plural(count, "active investigation")}, kept current as they change` : "Nothing is active";
}

export class HomePage {
  title = "Investigations";

  constructor(app) {
    this._app = app;
  }

  view() {
    const { items, problem, groups } = this._app.active;
    return h("div", { class: "page" },
      h("div", { class: "head" },
        h("div", { class: "title" }, h("h1", null, "Investigations"), h("p", { class: "muted" }, subtitle(items, groups.open.length))),
        h("a", { class: "button", href: pathTo("templates") }, icon("template"), "From a template"),
        h("button", { class: "primary", onclick: () => this._app.create() }, icon("plus"), "New investigation")),
      problem && h("div", { class: "banner error" }, icon("error"), h("p", { class: "grow" }, problem), h("button", { class: "small", onclick: () => this._app.active.load() }, "Try again")),
      items?.length === 0 ? this._nothing() : h("ul", { class: "cards", "aria-busy": !items }, groups.open.map((item) => this._card(item))),
      groups.over.length > 0 && h("h2", null, "Recently finished"),
      groups.over.length > 0 && h("ul", { class: "cards" }, groups.over.map((item) => this._card(item))));
  }

  _nothing() {
    return h("section", { class: "panel empty" }, icon("list"), h("h2", null, "Nothing is being investigated"),
      h("p", null, "Describe what to look at; an executor does the work, and this page shows it as it happens."),
      h("button", { class: "primary", onclick: () => this._app.create() }, icon("plus"), "New investigation"));
  }

  _card(item) {
    const { investigation_id: id, name, status, wizard_step: step, updated_at: updated } = item;
    const part = this._app.active.percentOf(item);
    const isRunning = step === "PROGRESS" && status === "IN_PROGRESS";
    const tone = step === "SETTINGS" ? "pending" : toneOf(status);
    return h("li", { key: id }, h("a", { class: `panel card ${tone}`, href: pathTo("investigation", id) },
      h("span", { class: `chip ${tone}` }, icon(tone), step === "SETTINGS" ? "Draft" : wordOf(status)),
      h("b", { class: "name" }, name ?? "New investigation"),
      h("span", { class: "muted small mono truncate" }, id),
      h("span", { class: "row small muted" }, h("span", { class: "grow" }, `${sentence(step)}, ${ago(updated)}`), item.risk_score != null && h("span", { class: item.risk_level }, h("b", { class: "severity number" }, `Risk ${Math.round(item.risk_score)}`)), isRunning && part != null && h("span", { class: "number" }, percent(part))),
      isRunning && h("div", { class: "line", "aria-hidden": "true" }, h("i", { style: { "--part": `${part ?? 0}%` } }))));
  }
}
