/**
 * <wizard-results> shows what was found: risk, categories, findings with their evidence, what took how long.
 *
 * state  {status, results, progress, settings}
 * Slot `actions`: buttons of the page. Everything that colour says, a word says too.
 */

import { h } from "./dom.js";
import { WizardElement, define } from "./element.js";
import { entityRows, charts } from "./results_tables.js";
import { findings } from "./findings.js";
import { gauge } from "./gauge.js";
import { style } from "./results_style.js";
import { timeline } from "./timeline.js";
import { between, duration, plural, sentence, when } from "./words.js";

export class Results extends WizardElement {
  static shows = { state: null };
  static style = style;

  #severity = "";

  view() {
    const { results, progress } = this.state ?? {};
    if (!results) return h("slot", { name: "waiting" }, h("div", { class: "empty" }, h("h3", null, "There are no results")));
    const { risk_score: risk, findings: found = [] } = results;
    return [
      h("section", { class: "panel risk", "aria-label": "Risk" },
        gauge(risk.overall_score, risk.risk_level),
        categories(risk.category_scores),
        h("dl", { class: "facts" },
          fact("Findings", String(found.length)),
          fact("Entities", String(this.state.settings?.entities?.length ?? 0)),
          fact("Completed", when(results.completed_at)),
          progress?.started_at && fact("Took", duration(between(progress.started_at, results.completed_at)))),
        h("slot", { name: "actions" })),
      h("section", { class: "panel found" },
        h("header", null, h("h3", { class: "grow" }, plural(found.length, "finding")), this.#filter(found)),
        findings(this.#filtered(found))),
      charts(results.visualizations),
      entityRows(results.entity_summaries),
      timeline(this.state),
    ];
  }

  /** What is chosen holds as long as there is such a finding. */
  #filtered(found) {
    const chosen = found.filter((each) => each.severity === this.#severity);
    return chosen.length ? chosen : found;
  }

  #filter(found) {
    const severities = [...new Set(found.map((each) => each.severity))];
    if (severities.length < 2) return null;
    const set = (severity) => () => { this.#severity = severity; this.update(); };
    return h("div", { class: "row filter", role: "group", "aria-label": "Severity" }, ["", ...severities].map((severity) =>
      h("button", { class: "small", "aria-pressed": this.#severity === severity, onclick: set(severity) }, severity ? sentence(severity) : "All")));
  }
}

function categories(scores = {}) {
  const sorted = Object.entries(scores).sort(([, one], [, other]) => other - one);
  return h("div", { class: "categories" }, h("h3", null, "By category"),
    h("ul", null, sorted.map(([name, score]) => h("li", { key: name },
      h("span", { class: "truncate" }, sentence(name)),
      h("div", { class: "bar", style: { "--part": `${Math.min(100, score)}%` }, "aria-hidden": "true" }, h("i")),
      h("span", { class: "number" }, String(Math.round(score)))))));
}

function fact(name, value) {
  return h("div", null, h("dt", null, name), h("dd", { class: "number" }, value));
}

define("wizard-results", Results);
