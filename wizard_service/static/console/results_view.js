/** The third step: what was found. */

import { h } from "../elements/dom.js";
import { icon } from "../elements/icons.js";

export function resultsView({ state, app, actions }) {
  return h("div", { class: "results-view" },
    state.status === "ERROR" && h("div", { class: "banner error" }, icon("error"), h("p", { class: "grow" }, "The investigation ended with an error; these results may lack something."),
      h("button", { class: "small", onclick: () => actions.retry() }, "Retry")),
    h("wizard-results", { state },
      h("div", { slot: "actions", class: "actions" },
        h("button", { class: "small", onclick: () => app.copy(asText(state), "Copied the results") }, icon("copy"), "Copy"),
        h("button", { class: "small", onclick: () => window.print() }, icon("print"), "Print"),
        h("button", { class: "small", onclick: () => actions.again() }, icon("plus"), "New with these settings")),
      h("section", { slot: "waiting", class: "panel empty" }, h("h2", null, "No results"), h("p", null, "The executor has not stored any."),
        h("button", { onclick: () => actions.again() }, "New with these settings"))));
}

/** For a ticket or a mail. */
function asText({ settings, results, investigation_id: id }) {
  const { risk_score: risk, findings } = results;
  const found = findings.map((each) => `- [${each.severity}] ${each.title} (${Math.round(each.confidence * 100)} % sure)\n  ${each.description}`);
  return [`${settings?.name ?? id}`, `Risk ${risk.overall_score} of 100, ${risk.risk_level}`, "", ...found, "", `${location.origin}${location.pathname}#/i/${id}`].join("\n");
}
