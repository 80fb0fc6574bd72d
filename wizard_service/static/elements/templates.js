/**
 * <wizard-templates> finds, previews, applies and removes templates.
 *
 * templates  rows as the API lists them; null while loading
 * selected   the template that is looked at, with its settings; null for none
 * busy       true while one is being applied
 * problem    a sentence instead of the list
 * problems   [{field, message}] of the last attempt to apply
 * Tells `wizard-templates-query` {q}, `wizard-template-select` {template_id}, `wizard-template-apply` {template_id, values},
 * `wizard-template-delete` {template_id, name}.
 */

import { h } from "./dom.js";
import { WizardElement, define } from "./element.js";
import { icon } from "./icons.js";
import { preview } from "./template_preview.js";
import { style } from "./templates_style.js";
import { ago, plural } from "./words.js";

export class Templates extends WizardElement {
  static shows = { templates: null, selected: null, busy: false, problem: null, problems: [] };
  static style = style;

  #values = {};
  #query = "";
  #isNews = false;

  changed(name, before) {
    if (name !== "selected" || this.selected?.template_id === before?.template_id) return;
    this.#values = {};
    this.#isNews = this.selected !== null;
  }

  view() {
    const isEmpty = this.templates?.length === 0 && !this.#query && !this.selected;
    return [
      h("section", { class: `panel list ${isEmpty ? "alone" : ""}` },
        h("header", null, h("input", { type: "search", placeholder: "Search templates", "aria-label": "Search templates", value: this.#query, oninput: (event) => this.#search(event.target.value) })),
        this.#list()),
      !isEmpty && h("section", { class: `panel preview ${this.selected ? "" : "none"}`, "aria-label": "Preview" }, this.selected ? this.#preview() : this.#nothingSelected()),
    ];
  }

  shown() {
    // Below the list, where there is little room.
    if (this.#isNews) this.shadowRoot.querySelector(".preview")?.scrollIntoView({ block: "nearest" });
    this.#isNews = false;
  }

  #list() {
    if (this.problem) return h("div", { class: "empty" }, icon("error"), h("h3", null, "Templates cannot be shown"), h("p", null, this.problem));
    if (!this.templates) return h("ul", { class: "loading", "aria-busy": true, "aria-label": "Loading" }, [1, 2, 3, 4].map(() => h("li", null, h("div", { class: "skeleton" }))));
    if (!this.templates.length) return h("div", { class: "empty" }, icon("template"), h("h3", null, this.#query ? "Nothing matches" : "No templates yet"),
      h("p", null, this.#query ? "No template has these words." : "Open an investigation's settings and choose Save as template."));
    return h("ul", { "aria-label": "Templates" }, this.templates.map((each) => h("li", { key: each.template_id },
      h("button", { class: "item", "aria-current": each.template_id === this.selected?.template_id ? "true" : null, onclick: () => this.tell("wizard-template-select", { template_id: each.template_id }) },
        h("span", { class: "name truncate" }, each.name),
        h("span", { class: "muted small number" }, used(each)),
        h("span", { class: "muted small truncate what" }, each.description || plural(each.entity_count ?? 0, "entity", "entities")),
        h("span", { class: "muted small" }, ago(each.updated_at))))));
  }

  #preview() {
    const template = this.selected;
    const names = template.placeholders ?? [];
    const missing = names.filter((name) => !this.#values[name]?.trim());
    return h("form", { onsubmit: (event) => this.#apply(event) },
      h("header", null, h("h3", { class: "grow truncate" }, template.name),
        h("button", { class: "plain icon", type: "button", "aria-label": `Delete ${template.name}`, title: "Delete", onclick: () => this.tell("wizard-template-delete", { template_id: template.template_id, name: template.name }) }, icon("remove"))),
      h("div", { class: "body" },
        template.description && h("p", null, template.description),
        names.length > 0 && h("fieldset", null, h("legend", null, "Fill in"), names.map((name) => this.#placeholder(name))),
        preview(template.settings, this.#values)),
      h("footer", { class: "row" },
        h("span", { class: "muted small grow number" }, `${used(template)}, changed ${ago(template.updated_at)}`),
        h("button", { class: "primary", type: "submit", disabled: this.busy || missing.length > 0 }, this.busy ? "Creating…" : "Use template")));
  }

  #placeholder(name) {
    const problem = this.problems.find((each) => each.field.split(".").includes(name));
    return h("div", { class: "field" }, h("label", { for: `value-${name}` }, name.replaceAll("_", " ")),
      h("input", { id: `value-${name}`, value: this.#values[name] ?? "", required: true, autocomplete: "off", "aria-invalid": problem ? true : null,
        oninput: (event) => { this.#values = { ...this.#values, [name]: event.target.value }; this.update(); } }),
      problem && h("p", { class: "problem" }, problem.message));
  }

  #nothingSelected() {
    return h("div", { class: "empty" }, icon("template"), h("h3", null, "Choose a template"), h("p", null, "Its settings show here before anything is created."));
  }

  #search(text) {
    this.#query = text;
    this.update();
    this.tell("wizard-templates-query", { q: text });
  }

  #apply(event) {
    event.preventDefault();
    this.tell("wizard-template-apply", { template_id: this.selected.template_id, values: this.#values });
  }
}

function used({ usage_count: count }) {
  return count ? `used ${count === 1 ? "once" : `${count} times`}` : "never used";
}

define("wizard-templates", Templates);
