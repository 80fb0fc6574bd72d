/** The second step: how far it is, what went wrong, what is logged. */

import { h } from "../elements/dom.js";
import { icon } from "../elements/icons.js";
import { hasBegun } from "../elements/progress.js";
import { plainLines } from "./log_lines.js";

export function progressView(page) {
  const { state, log, actions } = page;
  const isRunning = state.status === "IN_PROGRESS";
  const lines = log.lines ?? plainLines(state.progress);
  return h("div", { class: "progress-view" },
    outcome(page),
    h("wizard-progress", { state },
      isRunning && h("button", { slot: "actions", class: "small", onclick: () => actions.cancel() }, icon("stop"), "Cancel"),
      h("div", { slot: "waiting", class: "panel" }, isRunning ? waiting(page) : h("div", { class: "empty" }, h("h2", null, "Nothing was reported"))),
      hasBegun(state.progress) && (isRunning || lines.length > 0) && h("wizard-log", { slot: "log", lines })));
}

function outcome({ state, actions, log }) {
  if (state.status === "ERROR") {
    return h("div", { class: "banner error", role: "alert" }, icon("error"),
      h("p", { class: "grow" }, h("b", null, "It stopped with an error. "), log.failure ?? "The executor gave up."),
      h("div", { class: "row" }, h("button", { class: "primary small", onclick: () => actions.retry() }, "Retry"), h("button", { class: "small", onclick: () => actions.startOver() }, "Back to settings")));
  }
  if (state.status === "CANCELLED") {
    return h("div", { class: "banner cancelled" }, icon("cancelled"), h("p", { class: "grow" }, "This investigation was cancelled."),
      h("button", { class: "small", onclick: () => actions.again() }, "New with these settings"));
  }
  return null;
}

function waiting({ app }) {
  const command = `python examples/ssh_log_investigation.py examples/sample_auth.log \\\n  --url ${location.origin} --token "$TOKEN" --investigation-id ${app.route.id}`;
  return h("div", { class: "empty waiting" }, icon("running", "spin"), h("h2", null, "Waiting for an executor"),
    h("p", null, "The investigation has started. As soon as a program takes it up and reports, it shows here. For example the one that comes with the service:"),
    h("pre", { class: "code", tabIndex: 0, "aria-label": "Command" }, command),
    h("div", { class: "row" }, h("button", { onclick: () => app.copy(command, "Copied the command") }, icon("copy"), "Copy the command"),
      h("button", { onclick: () => app.pages.investigation.actions.cancel() }, "Cancel")));
}
