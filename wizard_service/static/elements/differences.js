/** Documents compared leaf by leaf, to be read by people. */

import { h } from "./dom.js";
import { inline, sentence, when } from "./words.js";

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** Every leaf of a merge patch as [path, value]; lists count as leaves, as they do in a merge patch. */
export function leaves(patch, path = []) {
  if (!isObject(patch)) return path.length ? [[path.join("."), patch]] : [];
  const members = Object.entries(patch);
  if (!members.length && path.length) return [[path.join("."), patch]];
  return members.flatMap(([name, value]) => leaves(value, [...path, name]));
}

/** The value at a path like `settings.name`, undefined where there is none. */
export function valueAt(document, path) {
  return path.split(".").reduce((value, name) => (isObject(value) ? value[name] : undefined), document);
}

/** A merge patch that sets one path. */
export function patchOf(path, value) {
  return path.split(".").reduceRight((inner, name) => ({ [name]: inner }), value === undefined ? null : value);
}

/** Two patches as one; the second wins. */
export function joined(one, other) {
  if (!isObject(one) || !isObject(other)) return other;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries([...names].map((name) => [name, name in other ? (name in one ? joined(one[name], other[name]) : other[name]) : one[name]]));
}

export function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** Whether two documents say the same, in whatever order. */
export function same(one, other) {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || !one || !other || Array.isArray(one) !== Array.isArray(other)) return false;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => same(one[name], other[name]));
}

/** "settings.time_range.end" -> "Settings, time range, end" */
export function pathInWords(path) {
  return sentence(path.split(".").join(", "));
}

/** A value in a cell: lists as one line for each item. */
export function valueView(value) {
  if (value === undefined || value === null) return h("span", { class: "muted" }, "none");
  if (Array.isArray(value)) {
    return value.length ? h("ul", { class: "items" }, value.map((item) => h("li", null, itemInWords(item)))) : h("span", { class: "muted" }, "empty");
  }
  return h("span", null, shown(value));
}

/** Moments as people read them, everything else in one line. */
function shown(value) {
  return INSTANT.test(value) ? when(value) : inline(value);
}

function itemInWords(item) {
  if (!isObject(item)) return inline(item);
  if ("entity_id" in item) return `${item.entity_type} ${item.entity_id}${item.name ? ` (${item.name})` : ""}`;
  if ("tool_name" in item) return `${item.tool_name}${item.enabled === false ? " (off)" : ""}${item.parameters ? ` ${inline(item.parameters)}` : ""}`;
  return Object.entries(item).map(([name, value]) => (/_name$/.test(name) ? inline(value) : `${name.replaceAll("_", " ")} ${shown(value)}`)).join(", ");
}
