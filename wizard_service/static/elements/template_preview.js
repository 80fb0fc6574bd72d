/** Settings to be read, with what is to be filled in marked. */

import { h } from "./dom.js";
import { inline, sentence, when } from "./words.js";

const PLACEHOLDER = /\{\{\s*([^{}]+?)\s*\}\}/g;

export function preview(settings, values = {}) {
  if (!settings) return h("div", { class: "skeleton" });
  return h("dl", { class: "settings" },
    term("Investigation", filled(settings.name, values)),
    term("Entities", h("ul", null, (settings.entities ?? []).map((each) => h("li", null, h("span", { class: "muted" }, sentence(each.entity_type)), " ",
      h("span", { class: "mono" }, filled(each.entity_id, values)), each.name && [" ", filled(each.name, values)])))),
    settings.time_range && term("Time range", h("span", { class: "number" }, `${when(settings.time_range.start)} to ${when(settings.time_range.end)}`)),
    term("Tools", h("ul", null, (settings.tools ?? []).map((each) => h("li", { class: each.enabled === false ? "muted" : "" }, h("span", { class: "mono" }, each.tool_name),
      each.enabled === false && " (off)", each.parameters && [" ", h("span", { class: "mono muted" }, filled(inShort(each.parameters), values))])))),
    term("Modes", `Findings of ${settings.correlation_mode === "AND" ? "all entities" : "any entity"}; tools ${settings.execution_mode === "sequential" ? "one after the other" : "in parallel"}`));
}

function term(name, value) {
  return h("div", null, h("dt", null, name), h("dd", null, value));
}

function inShort(parameters) {
  return Object.entries(parameters).map(([name, value]) => `${name} ${inline(value)}`).join(", ");
}

/** The text with each placeholder as a mark: its value, or its name while it has none. */
function filled(text, values) {
  const parts = String(text ?? "").split(PLACEHOLDER);
  return parts.map((part, index) => (index % 2 === 0 ? part : h("mark", { class: values[part] ? "given" : "" }, values[part] || part)));
}
