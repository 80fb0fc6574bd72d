/**
 * The filters above the history. `change` is called with the members of the query that are new; where there is little
 * room all but the search show when `isOpen`, which `toggle` changes.
 */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { sentence, wordOf } from "./words.js";

const STATUSES = ["IN_PROGRESS", "COMPLETED", "ERROR", "CANCELLED"];
const RISKS = ["low", "medium", "high", "critical"];
const SORTS = [["-updated_at", "Last changed"], ["-created_at", "Newest"], ["created_at", "Oldest"], ["-risk_score", "Highest risk"], ["name", "Name"]];

export function historyFilters(query, change, isOpen, toggle) {
  const select = (name, label, options, all = "Any") => h("div", null, h("label", { for: name }, label),
    h("select", { id: name, value: query[name] ?? "", onchange: (event) => change({ [name]: event.target.value || undefined }) },
      all && h("option", { value: "" }, all), options.map(([value, text]) => h("option", { value }, text))));
  const day = (name, label, time) => h("div", null, h("label", { for: name }, label),
    h("input", { id: name, type: "date", value: query[name]?.slice(0, 10) ?? "", onchange: (event) => change({ [name]: event.target.value ? `${event.target.value}${time}` : undefined }) }));
  const set = ["status", "risk_level", "entity_type", "from", "to"].filter((name) => query[name]).length;
  return h("form", { class: `filters ${isOpen ? "open" : ""}`, role: "search", "aria-label": "History", onsubmit: (event) => event.preventDefault() },
    h("div", { class: "q" }, h("label", { for: "q" }, "Search"),
      h("input", { id: "q", type: "search", placeholder: "Name or id", value: query.q ?? "", oninput: (event) => change({ q: event.target.value || undefined }) })),
    h("button", { class: "toggle", type: "button", "aria-expanded": isOpen, onclick: toggle }, set ? `Filters, ${set} set` : "Filters", icon("down")),
    select("status", "Status", STATUSES.map((each) => [each, wordOf(each)])),
    select("risk_level", "Risk", RISKS.map((each) => [each, sentence(each)])),
    h("div", null, h("label", { for: "entity_type" }, "Entity type"),
      h("input", { id: "entity_type", value: query.entity_type ?? "", placeholder: "Any", onchange: (event) => change({ entity_type: event.target.value.trim() || undefined }) })),
    day("from", "From", "T00:00:00.000Z"),
    day("to", "To", "T23:59:59.999Z"),
    select("sort", "Order", SORTS, null),
    h("div", { class: "where", role: "group", "aria-label": "Where" }, [["false", "Current", "list"], ["true", "Archive", "archive"]].map(([value, text, name]) =>
      h("button", { type: "button", "aria-pressed": (query.archived ?? "false") === value, onclick: () => change({ archived: value }) }, icon(name), text))));
}
