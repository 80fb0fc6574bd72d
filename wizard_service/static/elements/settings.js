/**
 * <wizard-settings> is a form that tells every change; its page saves it.
 *
 * settings     the settings of an investigation or template, null for new ones
 * editable     whether they may change
 * problems     [{field, message}] that a server found, fields like `entities.0.entity_id`
 * suggestions  {entity_types: [string], tools: [{tool_name, parameters?}]}
 * Tells `wizard-settings-change` {draft, settings, problems}: the form as it stands, what of it is worth saving, and what
 * is wrong with it. Slot `actions`: buttons of the page.
 */

import { h } from "./dom.js";
import { same } from "./differences.js";
import { WizardElement, define } from "./element.js";
import { icon } from "./icons.js";
import { entityRow, toolRow } from "./settings_rows.js";
import { MOST_ENTITIES, MOST_TOOLS, cleaned, emptySettings, instant, problemsOf } from "./settings_rules.js";
import { style } from "./settings_style.js";

const PRESETS = [["1 h", 1], ["24 h", 24], ["7 d", 168], ["30 d", 720]];
const HOUR_MS = 3_600_000;
// Years have four digits.
const LAST = "9999-12-31T23:59:59";

export class Settings extends WizardElement {
  static shows = { settings: null, editable: true, problems: [], suggestions: {} };
  static style = style;

  #draft = emptySettings();
  #touched = new Set();
  #open = new Set();

  /** Show what is wrong with every field, also those nobody has been to, and go to the first. */
  showProblems() {
    for (const { field } of problemsOf(this.#draft)) this.#touched.add(field);
    this.update();
    queueMicrotask(() => this.shadowRoot.querySelector('[aria-invalid="true"], .problem + button')?.focus());
  }

  changed(name, before) {
    if (name !== "settings" || same(this.settings, before) || same(this.settings, cleaned(this.#draft))) return;
    this.#draft = this.settings ? { description: "", ...structuredClone(this.settings) } : emptySettings();
  }

  isOpen(row) {
    return this.#open.has(row);
  }

  toggleRow(row) {
    if (!this.#open.delete(row)) this.#open.add(row);
    this.update();
  }

  change(members) {
    this.#draft = { ...this.#draft, ...members };
    this.update();
    this.tell("wizard-settings-change", { draft: this.#draft, settings: cleaned(this.#draft), problems: problemsOf(this.#draft) });
  }

  changeRow(rows, row, members) {
    this.change({ [rows]: this.#draft[rows].map((each, at) => (at === row ? { ...each, ...members } : each)) });
  }

  removeRow(rows, row) {
    if (rows === "tools") this.#open.clear();
    this.change({ [rows]: this.#draft[rows].filter((_, at) => at !== row) });
    // The last row takes its button, and the focus, with it.
    queueMicrotask(() => this.shadowRoot.activeElement ?? this.shadowRoot.querySelector(`.${rows} .add button`)?.focus());
  }

  /** A labelled input with its problem beside it. */
  field(path, label, props, tag = "input") {
    const id = path.replaceAll(".", "-");
    const problem = this.#problemAt(path);
    return h("div", { class: `field ${id}` },
      h("label", { for: id }, label),
      h(tag, { id, disabled: !this.editable, autocomplete: "off", ...props, "aria-invalid": problem ? true : null,
        "aria-describedby": problem ? `${id}-problem` : null, onblur: () => this.#touch(path) }),
      problem && h("p", { class: "problem", id: `${id}-problem` }, problem));
  }

  view() {
    const draft = this.#draft;
    return h("form", { onsubmit: (event) => event.preventDefault(), "aria-label": "Settings" },
      h("fieldset", { class: "what" },
        this.field("name", "Name", { value: draft.name, maxLength: 255, placeholder: "What is this investigation about?",
          oninput: (event) => this.change({ name: event.target.value }) }),
        this.field("description", "Description (optional)", { value: draft.description ?? "", rows: 2,
          oninput: (event) => this.change({ description: event.target.value }) }, "textarea")),
      this.#rows("entities", "Entities", "Who or what is looked at", MOST_ENTITIES, entityRow, { entity_type: "ip_address", entity_id: "" }),
      this.#rows("tools", "Tools", "What looks at them", MOST_TOOLS, toolRow, { tool_name: "", enabled: true }),
      h("div", { class: "beside" },
        this.#time(),
        h("fieldset", { class: "modes" },
          this.#choice("correlation_mode", "A finding counts when it names", [["OR", "any entity"], ["AND", "all entities"]]),
          this.#choice("execution_mode", "Tools run", [["parallel", "in parallel"], ["sequential", "one after the other"]]))),
      h("slot", { name: "actions" }),
      h("datalist", { id: "entity-types" }, (this.suggestions.entity_types ?? []).map((value) => h("option", { value }))),
      h("datalist", { id: "tool-names" }, (this.suggestions.tools ?? []).map((each) => h("option", { value: each.tool_name }))));
  }

  #rows(rows, title, hint, most, rowView, fresh) {
    const problem = this.#problemAt(rows);
    const shown = this.#draft[rows];
    return h("fieldset", { class: rows },
      h("legend", null, title, h("span", { class: "muted" }, hint)),
      h("ul", null, shown.map((each, row) => rowView(this, each, row))),
      problem && h("p", { class: "problem" }, problem),
      this.editable && h("div", { class: "row wrap add" },
        h("button", { class: "small", type: "button", disabled: shown.length >= most,
          onclick: () => this.#add(rows, fresh) }, icon("plus"), rows === "tools" ? "Add tool" : "Add entity"),
        rows === "tools" && this.#suggestedTools()));
  }

  #suggestedTools() {
    const used = new Set(this.#draft.tools.map((each) => each.tool_name));
    const left = (this.suggestions.tools ?? []).filter((each) => !used.has(each.tool_name));
    if (!left.length) return null;
    const all = left.map((each) => ({ enabled: true, ...each })).slice(0, MOST_TOOLS - used.size);
    return h("button", { class: "plain small", type: "button", onclick: () => this.change({ tools: [...this.#draft.tools, ...all] }) },
      `Add all ${left.length} known tools`);
  }

  #add(rows, fresh) {
    this.change({ [rows]: [...this.#draft[rows], { ...fresh }] });
    const added = rows === "tools" ? ".tool:last-child input.mono" : ".entity:last-child input.mono";
    queueMicrotask(() => this.shadowRoot.querySelector(added)?.focus());
  }

  #time() {
    const { start, end } = this.#draft.time_range;
    const edge = (name) => (event) => this.change({ time_range: { ...this.#draft.time_range, [name]: toInstant(event.target.value) } });
    return h("fieldset", { class: "time" },
      h("legend", null, "Time range", h("span", { class: "muted" }, "UTC")),
      this.field("time_range.start", "From", { type: "datetime-local", step: 1, max: LAST, value: toInput(start), oninput: edge("start") }),
      this.field("time_range.end", "To", { type: "datetime-local", step: 1, max: LAST, value: toInput(end), oninput: edge("end") }),
      this.editable && h("div", { class: "row presets", role: "group", "aria-label": "Presets" }, PRESETS.map(([label, hours]) =>
        h("button", { class: "small", type: "button", onclick: () => this.#last(hours) }, h("span", { class: "hidden-text" }, "last "), label))));
  }

  #last(hours) {
    const now = Date.now();
    this.change({ time_range: { start: instant(now - hours * HOUR_MS), end: instant(now) } });
  }

  #choice(name, title, options) {
    return h("div", { class: "choice", role: "radiogroup", "aria-label": title }, h("span", { class: "label" }, title),
      options.map(([value, label]) => h("label", { class: "check" },
        h("input", { type: "radio", name, value, checked: this.#draft[name] === value, disabled: !this.editable,
          onchange: () => this.change({ [name]: value }) }), label)));
  }

  #touch(path) {
    this.#touched.add(path).add(path.split(".")[0]);
    this.update();
  }

  #problemAt(path) {
    const told = this.problems.find((each) => each.field === path || each.field === `settings.${path}`);
    const own = this.#touched.has(path) && problemsOf(this.#draft).find((each) => each.field === path);
    return own ? own.message : told?.message;
  }
}

function toInput(moment) {
  return moment ? new Date(moment).toISOString().slice(0, 19) : "";
}

function toInstant(value) {
  const ms = Date.parse(`${value}Z`);
  return Number.isNaN(ms) ? "" : instant(ms);
}

define("wizard-settings", Settings);
