/** What results say about entities, and the charts they come with. */

import { h } from "./dom.js";
import { inline, sentence, when } from "./words.js";

const MOST_ROWS = 8;
const INSTANT = /^\d{4}-\d\d-\d\dT/;

export function entityRows(summaries = {}) {
  const entities = Object.entries(summaries);
  if (!entities.length) return null;
  const columns = [...new Set(entities.flatMap(([, each]) => Object.keys(each).filter((name) => typeof each[name] !== "object")))];
  return h("section", { class: "panel" },
    h("header", null, h("h3", null, "Entities")),
    h("div", { class: "scroll", tabIndex: 0, role: "region", "aria-label": "Entities, a table" }, h("table", null,
      h("thead", null, h("tr", null, h("th", { scope: "col" }, "Entity"), columns.map((name) => h("th", { scope: "col" }, sentence(name))))),
      h("tbody", null, entities.map(([id, each]) => h("tr", { key: id }, h("th", { scope: "row", class: "mono" }, id),
        columns.map((name) => h("td", { class: typeof each[name] === "number" ? "number" : "" }, cell(each[name])))))))));
}

function cell(value) {
  return value === undefined ? "" : INSTANT.test(value) ? when(value) : inline(value);
}

/** Charts for the shapes that speak for themselves: points over time, and ranked rows of a name and a number. */
export function charts(visualizations = {}) {
  const shown = Object.entries(visualizations).map(([name, value]) => chart(name, value)).filter(Boolean);
  return shown.length > 0 && h("div", { class: "charts" }, shown);
}

function chart(name, value) {
  if (Array.isArray(value?.points)) return overTime(name, value.points);
  if (Array.isArray(value) && value.length && typeof value[0] === "object") return ranked(name, value);
  return null;
}

function overTime(name, points) {
  const [time, count] = namesOf(points[0] ?? {});
  if (!count) return null;
  const most = Math.max(1, ...points.map((each) => each[count]));
  const width = 600 / points.length;
  const peak = points.find((each) => each[count] === most);
  const said = `${points.length} points, at most ${most} at ${when(peak?.[time])}`;
  return h("figure", { class: "panel chart wide" },
    h("header", null, h("h3", { class: "grow" }, sentence(name)), h("span", { class: "muted small" }, `peak ${most}, ${when(peak?.[time])}`)),
    h("svg", { viewBox: "0 0 600 96", preserveAspectRatio: "none", role: "img", "aria-label": `${sentence(name)}: ${said}` },
      points.map((each, index) => h("rect", { x: (index * width).toFixed(2), width: Math.max(1, width - 1).toFixed(2),
        y: (96 - (each[count] / most) * 92).toFixed(2), height: ((each[count] / most) * 92).toFixed(2) }))),
    h("div", { class: "scale muted small number" }, h("span", null, when(points[0]?.[time])), h("span", null, when(points.at(-1)?.[time]))));
}

function ranked(name, rows) {
  const [label, count] = namesOf(rows[0]);
  if (!count) return null;
  const most = Math.max(1, ...rows.map((each) => each[count]));
  return h("figure", { class: "panel chart" },
    h("header", null, h("h3", { class: "grow" }, sentence(name)), h("span", { class: "muted small" }, sentence(count))),
    h("ul", { class: "ranked" }, rows.slice(0, MOST_ROWS).map((each) => h("li", { key: each[label] },
      h("span", { class: "mono truncate", title: String(each[label]) }, String(each[label])),
      h("div", { class: "bar", style: { "--part": `${(100 * each[count]) / most}%` }, "aria-hidden": "true" }, h("i")),
      h("span", { class: "number" }, String(each[count]))))));
}

/** The name of what is counted, and of the first number. */
function namesOf(row) {
  const names = Object.keys(row);
  return [names.find((each) => typeof row[each] === "string"), names.find((each) => typeof row[each] === "number")];
}
