/** The third step: what was found. */

import { h } from "../elements/dom.js";
import { icon } from "../elements/icons.js";

export function resultsView({ state, actions }) {
  return h("div", { class: "results-view" },
    state.status === "ERROR" && h("div", { class: "banner error" }, icon("error"), h("p", { class: "grow" }, "The investigation ended with an error; these results may lack something."),
      h("button", { class: "small", onclick: () => actions.retry() }, "Retry")),
    h("wizard-results", { state },
      h("div", { slot: "actions", class: "actions" },
        h("button", { class: "small", onclick: () => actions.copyResults() }, icon("copy"), "Copy"),
        h("button", { class: "small", onclick: () => window.print() }, icon("print"), "Print"),
        h("button", { class: "small", onclick: () => actions.again() }, icon("plus"), "New with these settings")),
      h("section", { slot: "waiting", class: "panel empty" }, h("h2", null, "No results"), h("p", null, "The executor has not stored any."),
        h("button", { onclick: () => actions.again() }, "New with these settings"))));
}
