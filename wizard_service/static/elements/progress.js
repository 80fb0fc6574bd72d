/**
 * <wizard-progress> shows how far an investigation is: the whole, its phases, tools and agents.
 *
 * state  {status, progress, settings?}, progress as the API gives it
 * at     the moment it is shown as of, null for now
 * Slot `waiting`: shown instead while nobody has reported anything. Slot `log`: beside the tools. Slot `actions`: buttons
 * of the page.
 */

import { h } from "./dom.js";
import { WizardElement, define } from "./element.js";
import { icon } from "./icons.js";
import { style } from "./progress_style.js";
import { ended, endedPhases } from "./phases.js";
import { between, duration, percent, plural, sentence, toneOf, wordOf } from "./words.js";

export class Progress extends WizardElement {
  static shows = { state: null, at: null };
  static style = style;

  #ticking = null;

  connectedCallback() {
    super.connectedCallback();
    // What runs has a duration that grows, also while nothing is reported.
    this.#ticking = setInterval(() => this.state?.status === "IN_PROGRESS" && !this.at && this.update(), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.#ticking);
  }

  view() {
    const progress = this.state?.progress;
    if (!this.state) return skeleton();
    if (!hasBegun(progress)) return h("slot", { name: "waiting" });
    return [
      overall(this.state, progress, this.at),
      progress.phases?.length > 0 && phases(endedPhases(this.state), this.at),
      h("div", { class: "columns" }, tools(this.state, ended(progress.tools_executed ?? [], this.state)),
        h("div", { class: "beside" }, agents(ended(progress.agents ?? [], this.state)), h("slot", { name: "log" }))),
    ];
  }
}

export function hasBegun(progress) {
  return Boolean(progress && (progress.overall_progress > 0 || progress.current_phase || progress.tools_executed?.length ||
    progress.agents?.length || progress.logs?.length));
}

function overall({ status }, progress, at) {
  const value = progress.overall_progress ?? 0;
  return h("section", { class: `overall panel ${toneOf(status)}`, "aria-label": "Whole investigation" },
    h("span", { class: "big number" }, percent(value)),
    bar(value, "Whole investigation"),
    h("span", { class: "phase" }, progress.current_phase ? sentence(progress.current_phase) : wordOf(status)),
    h("span", { class: "muted small left" }, status !== "IN_PROGRESS" ? took(progress) : at ? "" : remaining(progress)),
    h("slot", { name: "actions" }));
}

function remaining({ estimated_completion: estimated }) {
  const left = estimated ? Date.parse(estimated) - Date.now() : 0;
  return left > 0 ? `about ${duration(Math.max(1000, left)).replace(/\.\d/, "")} left` : "";
}

function took({ started_at: start, phases = [], tools_executed: tools = [] }) {
  const end = [...phases, ...tools].map((each) => each.completed_at).filter(Boolean).sort().at(-1);
  const first = start ?? phases.map((each) => each.started_at).filter(Boolean).sort()[0];
  return end && first ? `took ${duration(between(first, end))}` : "";
}

function phases(list, at) {
  return h("ol", { class: "phases", "aria-label": "Phases" }, list.map((phase) => {
    const tone = toneOf(phase.status);
    const ms = between(phase.started_at, phase.completed_at ?? (tone === "running" ? at ?? new Date().toISOString() : null));
    return h("li", { key: phase.phase_name, class: tone },
      icon(tone, tone === "running" ? "spin" : ""),
      h("span", { class: "truncate" }, sentence(phase.phase_name), h("span", { class: "hidden-text" }, `, ${wordOf(phase.status)}`)),
      h("span", { class: "number muted small" }, duration(ms)));
  }));
}

function tools({ settings, status }, list) {
  const known = new Set(list.map((each) => each.tool_name));
  const planned = (settings?.tools ?? []).filter((each) => each.enabled && !known.has(each.tool_name));
  const rows = [...list, ...planned.map((each) => ({ tool_name: each.tool_name, status: "PENDING", percent_complete: 0 }))];
  const done = list.filter((each) => each.status === "COMPLETED").length;
  return h("section", { class: "panel tools" },
    h("header", null, h("h3", { class: "grow" }, "Tools"), h("span", { class: "muted small number" }, `${done} of ${rows.length}`)),
    h("ul", null, rows.map((each) => toolRow(each, status === "IN_PROGRESS"))));
}

function toolRow(tool, isRunning) {
  const tone = toneOf(tool.status);
  const told = tool.error_message ?? tool.result_summary;
  return h("li", { key: tool.tool_name, class: tone },
    icon(tone, tone === "running" ? "spin" : ""),
    h("div", { class: "grow" },
      h("div", { class: "row" }, h("span", { class: "mono name grow" }, tool.tool_name),
        tool.findings_count > 0 && h("span", { class: "chip number" }, plural(tool.findings_count, "finding")),
        h("span", { class: "number muted small end" }, tone === "running" ? percent(tool.percent_complete)
          : tone === "done" ? duration(tool.duration_ms) : tone === "pending" && !isRunning ? "Not run" : wordOf(tool.status))),
      tone === "running" && bar(tool.percent_complete, tool.tool_name),
      told && h("p", { class: `small ${tone === "error" ? "problem" : "muted"}` }, told)));
}

function agents(list) {
  return h("section", { class: "panel agents" },
    h("header", null, h("h3", { class: "grow" }, "Agents"), h("span", { class: "muted small number" }, String(list.length))),
    list.length === 0 ? h("p", { class: "muted body" }, "No agent has reported yet.")
      : h("ul", null, list.map((agent) => h("li", { key: agent.agent_name, class: toneOf(agent.status) },
        icon(toneOf(agent.status), toneOf(agent.status) === "running" ? "spin" : ""),
        h("div", { class: "grow" },
          h("div", { class: "row" }, h("span", { class: "truncate grow" }, agent.agent_name, h("span", { class: "hidden-text" }, `, ${wordOf(agent.status)}`)),
            h("span", { class: "number muted small" }, percent(agent.progress))),
          bar(agent.progress, agent.agent_name))))));
}

function bar(value, label) {
  const shown = Math.round(value ?? 0);
  return h("div", { class: "bar", role: "progressbar", "aria-label": label, "aria-valuemin": 0, "aria-valuemax": 100,
    "aria-valuenow": shown, "aria-valuetext": percent(value), style: { "--part": `${shown}%` } }, h("i"));
}

function skeleton() {
  return h("div", { class: "panel overall", "aria-busy": true, "aria-label": "Loading" }, h("div", { class: "skeleton grow" }));
}

define("wizard-progress", Progress);
