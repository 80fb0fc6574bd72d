/** Findings by severity, each folded out to its evidence. */

import { h } from "./dom.js";
import { inline, plural, sentence } from "./words.js";

const SEVERITIES = ["critical", "high", "medium", "low", "info"];

export function findings(list) {
  if (!list.length) return h("p", { class: "body muted" }, "Nothing was found.");
  const sorted = [...list].sort((one, other) => rank(one) - rank(other) || other.confidence - one.confidence);
  return h("ul", { class: "findings" }, sorted.map((each) => h("li", { key: each.title }, finding(each))));
}

function rank({ severity }) {
  const known = SEVERITIES.indexOf(String(severity).toLowerCase());
  return known < 0 ? SEVERITIES.length : known;
}

function finding({ title, description, severity, confidence, evidence = [] }) {
  return h("details", { class: severity },
    h("summary", null,
      h("span", { class: "severity" }, sentence(severity)),
      h("span", { class: "grow title" }, title),
      h("span", { class: "muted small number" }, `${Math.round(confidence * 100)} % sure`)),
    h("div", { class: "inside" },
      h("p", null, description),
      evidence.length > 0 && h("h4", { class: "small muted" }, plural(evidence.length, "piece of evidence", "pieces of evidence")),
      evidence.length > 0 && h("ul", { class: "evidence" }, evidence.map(piece))));
}

/** A line of a log shows as one; everything else as names and values. */
function piece(item) {
  if ("line" in item) {
    return h("li", { class: "line mono" }, h("span", { class: "muted number" }, item.line_number ?? ""), h("span", null, item.line));
  }
  return h("li", { class: "figures" }, Object.entries(item).map(([name, value]) =>
    h("span", null, h("span", { class: "muted" }, sentence(name)), " ", h("b", { class: "number" }, shown(value)))));
}

function shown(value) {
  return Array.isArray(value) ? value.map(inline).join(", ") : inline(value);
}
