/**
 * <wizard-audit> shows who did what, and what it changed, newest first.
 *
 * entries       as the API gives them; null while loading
 * hasMore       whether `wizard-audit-more` would bring more
 * verification  {valid, entries, first_invalid?} of the chain, null until asked
 * problem       a sentence instead of the entries
 * Tells `wizard-audit-query` {query}, `wizard-audit-more`, `wizard-audit-verify`, `wizard-audit-version`
 * {version}.
 */

import { h } from "./dom.js";
import "./changes.js";
import { leaves, pathInWords } from "./differences.js";
import { WizardElement, define, sheet } from "./element.js";
import { icon } from "./icons.js";
import { ago, plural, sentence, when } from "./words.js";

const ACTIONS = ["STATE_CREATED", "SETTINGS_MODIFIED", "STEP_CHANGED", "STATUS_CHANGED", "PROGRESS_UPDATED", "RESULTS_FINALIZED", "ACCESS_CHANGED", "ARCHIVED", "RESTORED"];
const SOURCES = ["USER", "WEBSOCKET", "POLLING", "SYSTEM"];
const NAMED_PATHS = 3;

const style = sheet(`
:host { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--wz-3); }
.filters { display: flex; flex-wrap: wrap; gap: var(--wz-2); align-items: center; }
.filters select { width: auto; }
.filters .verdict { margin-left: auto; }
ol > li + li { border-top: 1px solid var(--wz-border); }
summary { display: grid; grid-template-columns: 40px 168px minmax(0, 1fr) auto; gap: var(--wz-3); align-items: baseline; padding: var(--wz-2) var(--wz-4) var(--wz-2) 28px; cursor: pointer; list-style: none; position: relative; }
summary::before { content: ""; position: absolute; left: 13px; top: 15px; width: 6px; height: 6px; border: solid var(--wz-muted); border-width: 0 1.5px 1.5px 0; transform: rotate(-45deg); }
details[open] > summary::before { transform: rotate(45deg); top: 13px; }
summary::-webkit-details-marker { display: none; }
summary:hover { background: var(--wz-hover); } summary:focus-visible { outline-offset: -2px; }
summary .action { font-weight: 500; }
.inside { padding: 0 var(--wz-4) var(--wz-3) 80px; overflow-x: auto; }
.foot { margin-top: var(--wz-2); }
@media (max-width: 720px) {
  summary { grid-template-columns: 36px minmax(0, 1fr) auto; gap: 2px var(--wz-2); } summary .paths { grid-column: 2 / -1; grid-row: 2; } .inside { padding-left: var(--wz-4); }
  .filters .verdict { margin-left: 0; }
}
`);

export class Audit extends WizardElement {
  static shows = { entries: null, hasMore: false, verification: null, problem: null };
  static style = style;

  #query = {};

  view() {
    return [
      h("div", { class: "filters", role: "search", "aria-label": "Audit trail" }, this.#select("action_type", "All actions", ACTIONS), this.#select("source", "All sources", SOURCES),
        h("div", { class: "row verdict" }, h("span", { role: "status" }, this.#verdict()),
          h("button", { onclick: () => this.tell("wizard-audit-verify") }, icon("shield"), "Verify the chain"))),
      h("section", { class: "panel" }, this.#rows()),
      this.hasMore && h("div", { class: "row" }, h("button", { onclick: () => this.tell("wizard-audit-more") }, "Show older entries")),
    ];
  }

  #rows() {
    if (this.problem) return h("div", { class: "empty" }, icon("error"), h("h3", null, "The audit trail cannot be shown"), h("p", null, this.problem));
    if (!this.entries) return h("div", { class: "empty", "aria-busy": true }, h("div", { class: "skeleton grow" }), h("p", null, "Loading"));
    if (!this.entries.length) return h("div", { class: "empty" }, icon("history"), h("h3", null, "Nothing to show"), h("p", null, "No entry fits the filters."));
    return h("ol", null, this.entries.map((entry) => h("li", { key: entry.entry_id }, h("details", null, this.#summary(entry), this.#inside(entry)))));
  }

  #summary({ version, action_type: action, actor, source, timestamp, changes }) {
    const paths = [...new Set(leaves(changes ?? {}).map(([path]) => inBrief(path)))];
    const more = paths.length > NAMED_PATHS ? ` and ${paths.length - NAMED_PATHS} more` : "";
    return h("summary", null,
      h("span", { class: "number muted" }, `v${version}`),
      h("span", { class: "action" }, sentence(action)),
      h("span", { class: "muted truncate paths" }, paths.slice(0, NAMED_PATHS).join("; "), more),
      h("span", { class: "small muted number", title: when(timestamp) }, `${actor}${source === "USER" ? "" : `, ${source.toLowerCase()}`}, ${ago(timestamp)}`));
  }

  #inside(entry) {
    const { version, request_id: request, previous_state: before, changes } = entry;
    return h("div", { class: "inside", tabIndex: 0, role: "region", "aria-label": "What changed" },
      h("wizard-changes", { before, changes }),
      h("p", { class: "row wrap muted small foot" },
        h("button", { class: "small", onclick: () => this.tell("wizard-audit-version", { version }) }, icon("history"), `Look at version ${version}`),
        request && h("span", null, "Request ", h("span", { class: "mono" }, request))));
  }

  #verdict() {
    if (!this.verification) return null;
    const { valid, entries, first_invalid: first } = this.verification;
    return valid ? h("span", { class: "chip done" }, icon("done"), `${plural(entries, "entry", "entries")}, unbroken`)
      : h("span", { class: "chip error" }, icon("error"), `broken at ${inShort(first)}`);
  }

  #select(name, all, values) {
    return h("select", { "aria-label": all.replace("All ", ""), value: this.#query[name] ?? "", onchange: (event) => {
      this.#query = { ...this.#query, [name]: event.target.value || undefined };
      this.tell("wizard-audit-query", { query: this.#query });
    } }, h("option", { value: "" }, all), values.map((value) => h("option", { value }, sentence(value))));
  }
}

/** "Results, risk score" stands for everything inside. */
function inBrief(path) {
  return pathInWords(path.split(".").slice(0, 2).join("."));
}

function inShort(text) {
  return String(text).slice(0, 12);
}

define("wizard-audit", Audit);
