/** When phases and tools ran, one bar each on a common scale. */

import { h } from "./dom.js";
import { endedPhases } from "./phases.js";
import { between, clock, duration, sentence, toneOf, wordOf } from "./words.js";

const LABELLED = 4;

export function timeline(state) {
  const { progress } = state;
  const rows = [
    ...endedPhases(state).map((each) => ({ ...each, name: sentence(each.phase_name), kind: "phase" })),
    ...(progress?.tools_executed ?? []).map((each) => ({ ...each, name: each.tool_name, kind: "tool" })),
  ].filter((each) => each.started_at);
  if (!rows.length) return null;
  const start = Math.min(...rows.map((each) => Date.parse(each.started_at)));
  const end = Math.max(...rows.map((each) => Date.parse(each.completed_at ?? each.started_at)), start + 1);
  return h("section", { class: "panel timeline" },
    h("header", null, h("h3", { class: "grow" }, "Timeline"),
      h("span", { class: "muted small number" }, `${clock(new Date(start))} to ${clock(new Date(end))}, ${duration(end - start)}`)),
    h("ul", null, rows.map((row) => h("li", { key: `${row.kind} ${row.name}`, class: `${row.kind} ${toneOf(row.status)}` },
      h("span", { class: `truncate ${row.kind === "tool" ? "mono" : ""}` }, row.name),
      h("div", { class: "track", "aria-hidden": "true" }, h("i", { style: span(row, start, end) })),
      h("span", { class: "number muted small" }, took(row), h("span", { class: "hidden-text" }, `, ${wordOf(row.status)}`))))),
    h("div", { class: "scale muted small number", "aria-hidden": "true" },
      Array.from({ length: LABELLED + 1 }, (_, index) => h("span", null, index ? duration(((end - start) * index) / LABELLED) : "0"))));
}

function took({ duration_ms: ms, started_at: start, completed_at: end, status }) {
  return duration(ms ?? between(start, end)) || (toneOf(status) === "running" ? "running" : "–");
}

function span({ started_at: from, completed_at: to }, start, end) {
  const part = (moment) => (100 * (Date.parse(moment) - start)) / (end - start);
  const left = part(from);
  return { left: `${left.toFixed(2)}%`, width: `${Math.max(0, (to ? part(to) : 100) - left).toFixed(2)}%` };
}
