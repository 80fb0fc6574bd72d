/**
 * <wizard-history> lists investigations of the past: searched, filtered, sorted, archived, resumed.
 *
 * items    rows as the API gives them; null while loading
 * total    how many there are
 * query    {q, status, risk_level, entity_type, from, to, archived, sort}
 * hasMore  whether `wizard-history-more` would bring more
 * problem  a sentence instead of the rows
 * Tells `wizard-history-query` {query}, `wizard-history-more`, `wizard-open` {investigation_id},
 * `wizard-archive` and `wizard-unarchive` {investigation_ids}.
 */

import { h } from "./dom.js";
import { WizardElement, define } from "./element.js";
import { historyFilters } from "./history_filters.js";
import { style } from "./history_style.js";
import { icon } from "./icons.js";
import { ago, duration, plural, sentence, toneOf, when, wordOf } from "./words.js";

const SKELETON_ROWS = 6;

export class History extends WizardElement {
  static shows = { items: null, total: 0, query: {}, hasMore: false, problem: null };
  static style = style;

  #selected = new Set();
  /** Whether all filters show where there is little room. */
  #isFiltering = false;

  changed(name) {
    if (name !== "items") return;
    const ids = new Set((this.items ?? []).map((each) => each.investigation_id));
    for (const id of this.#selected) if (!ids.has(id)) this.#selected.delete(id);
  }

  view() {
    return [
      historyFilters(this.query, (change) => this.#ask({ ...this.query, ...change }), this.#isFiltering, () => { this.#isFiltering = !this.#isFiltering; this.update(); }),
      this.#selected.size > 0 && this.#selection(),
      h("section", { class: "panel", "aria-busy": this.items === null && !this.problem }, this.#rows()),
      h("p", { class: "row foot muted small", role: "status" }, this.items?.length > 0 && h("span", { class: "grow number" }, `${this.items.length} of ${plural(this.total, "investigation")}`),
        this.hasMore && h("button", { class: "small", onclick: () => this.tell("wizard-history-more") }, "Show more")),
    ];
  }

  #rows() {
    if (this.problem) return h("div", { class: "empty" }, icon("error"), h("h3", null, "The history cannot be shown"), h("p", null, this.problem),
      h("button", { onclick: () => this.#ask(this.query) }, "Try again"));
    if (!this.items) return h("ul", { class: "loading", "aria-label": "Loading" }, Array.from({ length: SKELETON_ROWS }, () => h("li", null, h("div", { class: "skeleton" }))));
    if (!this.items.length) return this.#nothing();
    return h("table", null,
      h("thead", null, h("tr", null,
        h("th", { class: "pick" }, h("input", { type: "checkbox", "aria-label": "Select all", checked: this.#selected.size === this.items.length, onchange: (event) => this.#selectAll(event.target.checked) })),
        ["Name", "Status", "Risk", "Entities", "Started", "Took", "Updated", ""].map((name) => h("th", { scope: "col", class: name === "Entities" ? "number" : "" }, name || h("span", { class: "hidden-text" }, "Action"))))),
      h("tbody", null, this.items.map((item) => this.#row(item))));
  }

  #row(item) {
    const { investigation_id: id, name, status, risk_score: score, risk_level: level, archived_at: archived } = item;
    const isDraft = item.wizard_step === "SETTINGS" && status === "IN_PROGRESS";
    const tone = isDraft ? "pending" : toneOf(status);
    const open = () => this.tell("wizard-open", { investigation_id: id });
    return h("tr", { key: id, class: this.#selected.has(id) ? "selected" : "" },
      h("td", { class: "pick" }, h("input", { type: "checkbox", "aria-label": `Select ${name ?? id}`, checked: this.#selected.has(id), onchange: () => this.#toggle(id) })),
      h("td", { class: "name" }, h("button", { class: "link", onclick: open }, name ?? h("span", { class: "muted" }, "Without a name")), h("span", { class: "mono muted truncate" }, id)),
      h("td", null, h("span", { class: `chip ${tone}` }, icon(tone), isDraft ? "Draft" : wordOf(status))),
      h("td", { class: level ?? "none", "data-name": "Risk" }, score == null ? h("span", { class: "muted" }, "–") : h("span", { class: "severity number" }, `${Math.round(score)} ${sentence(level)}`)),
      h("td", { class: "number", "data-name": "Entities" }, String(item.entity_count ?? 0)),
      h("td", { class: "number", "data-name": "Started" }, when(item.started_at ?? item.created_at)),
      h("td", { class: "number", "data-name": "Took" }, duration(item.duration_ms) || h("span", { class: "muted" }, "–")),
      h("td", { class: "number", title: when(item.updated_at), "data-name": "Updated" }, ago(item.updated_at)),
      h("td", { class: "act" }, archived || this.query.archived === "true"
        ? h("button", { class: "small", onclick: () => this.tell("wizard-unarchive", { investigation_ids: [id] }) }, "Restore")
        : h("button", { class: "small", onclick: open }, status === "COMPLETED" ? "View" : "Resume")));
  }

  #selection() {
    const ids = [...this.#selected];
    const isArchive = this.query.archived === "true";
    return h("div", { class: "row selection", role: "group", "aria-label": "Selection" },
      h("b", { class: "grow number" }, `${ids.length} selected`),
      h("button", { class: "small", onclick: () => this.tell(isArchive ? "wizard-unarchive" : "wizard-archive", { investigation_ids: ids }) },
        icon(isArchive ? "restore" : "archive"), isArchive ? "Restore" : "Archive"),
      h("button", { class: "plain small", onclick: () => this.#selectAll(false) }, "Clear"));
  }

  #nothing() {
    const isFiltered = ["q", "status", "risk_level", "entity_type", "from", "to"].some((name) => this.query[name]);
    return h("div", { class: "empty" }, icon("history"),
      h("h3", null, isFiltered ? "Nothing matches" : this.query.archived === "true" ? "The archive is empty" : "No investigations yet"),
      h("p", null, isFiltered ? "No investigation fits all of these filters." : "What has been investigated is kept here, with its results."),
      isFiltered && h("button", { onclick: () => this.#ask({ archived: this.query.archived, sort: this.query.sort }) }, "Clear the filters"));
  }

  #ask(query) {
    // Kept at once: the next choice may be made before the page has answered this one.
    this.query = query;
    this.tell("wizard-history-query", { query });
  }

  #toggle(id) {
    if (!this.#selected.delete(id)) this.#selected.add(id);
    this.update();
  }

  #selectAll(isChosen) {
    this.#selected = new Set(isChosen ? this.items.map((each) => each.investigation_id) : []);
    this.update();
  }
}

define("wizard-history", History);
