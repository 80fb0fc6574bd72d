/** The rows of the settings form: entities, and tools with their parameters. `form` is the element that shows them. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { plural } from "./words.js";

export function entityRow(form, entity, row) {
  const change = (members) => form.changeRow("entities", row, members);
  return h("li", { class: "entity" },
    form.field(`entities.${row}.entity_type`, "Type", { list: "entity-types", value: entity.entity_type,
      oninput: (event) => change({ entity_type: event.target.value }) }),
    form.field(`entities.${row}.entity_id`, "Identifier", { value: entity.entity_id, class: "mono", spellcheck: false,
      placeholder: "183.62.140.253", oninput: (event) => change({ entity_id: event.target.value }) }),
    form.field(`entities.${row}.name`, "Shown as (optional)", { value: entity.name ?? "",
      oninput: (event) => change({ name: event.target.value }) }),
    removeButton(form, "entities", row, `Remove entity ${row + 1}`));
}

export function toolRow(form, tool, row) {
  const change = (members) => form.changeRow("tools", row, members);
  const parameters = Object.entries(tool.parameters ?? {});
  const name = tool.tool_name || `tool ${row + 1}`;
  return h("li", { class: `tool ${tool.enabled ? "" : "off"}` },
    h("div", { class: "row" },
      h("input", { type: "checkbox", checked: tool.enabled, disabled: !form.editable, "aria-label": `${name} is used`,
        onchange: (event) => change({ enabled: event.target.checked }) }),
      h("input", { class: "mono name", list: "tool-names", value: tool.tool_name, disabled: !form.editable, spellcheck: false,
        "aria-label": `Name of tool ${row + 1}`, placeholder: "failed_logins_by_address",
        oninput: (event) => change(renamed(form, event.target.value)) }),
      h("span", { class: "summary mono muted truncate grow" }, !form.isOpen(row) && inShort(parameters)),
      h("button", { class: "plain small", type: "button", "aria-expanded": form.isOpen(row), "aria-controls": `parameters-${row}`,
        onclick: () => form.toggleRow(row) }, 
        h("span", { class: "what" }, parameters.length ? plural(parameters.length, "parameter") : "Parameters"), icon("down")),
      removeButton(form, "tools", row, `Remove ${name}`)),
    form.isOpen(row) && h("div", { id: `parameters-${row}`, class: "parameters" },
      parameters.map((pair, index) => parameterRow(form, tool, row, pair, index)),
      form.editable && h("button", { class: "plain small", type: "button",
        onclick: () => change({ parameters: { ...tool.parameters, [freshName(tool.parameters)]: "" } }) }, icon("plus"), "Add parameter")));
}

function inShort(parameters) {
  return parameters.map(([key, value]) => `${key} ${JSON.stringify(value)}`).join(" · ");
}

function parameterRow(form, tool, row, [key, value], index) {
  const replaceWith = (pairs) => form.changeRow("tools", row, { parameters: Object.fromEntries(pairs) });
  const pairs = Object.entries(tool.parameters);
  return h("div", { class: "row" },
    h("input", { class: "mono", value: key, disabled: !form.editable, "aria-label": `Parameter ${index + 1}`, spellcheck: false,
      onchange: (event) => replaceWith(pairs.map((pair, at) => (at === index ? [event.target.value, value] : pair))) }),
    h("input", { class: "mono", value: typeof value === "string" ? value : JSON.stringify(value), disabled: !form.editable,
      "aria-label": `Value of ${key}`, spellcheck: false,
      onchange: (event) => replaceWith(pairs.map((pair, at) => (at === index ? [key, read(event.target.value)] : pair))) }),
    form.editable && h("button", { class: "plain icon small", type: "button", "aria-label": `Remove parameter ${key}`,
      onclick: () => replaceWith(pairs.filter((_, at) => at !== index)) }, icon("close")));
}

/** A known tool comes with its parameters. */
function renamed(form, toolName) {
  const known = form.suggestions.tools?.find((each) => each.tool_name === toolName);
  return { tool_name: toolName, ...(known?.parameters ? { parameters: { ...known.parameters } } : {}) };
}

function removeButton(form, rows, row, label) {
  if (!form.editable) return null;
  return h("button", { class: "plain icon remove", type: "button", "aria-label": label, title: label,
    onclick: () => form.removeRow(rows, row) }, icon("remove"));
}

function freshName(parameters = {}) {
  let number = 1;
  while (`parameter_${number}` in parameters) number += 1;
  return `parameter_${number}`;
}

/** Numbers, booleans, lists and objects as such, everything else is text. */
function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
