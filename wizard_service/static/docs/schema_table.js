/** The members of an object as a table. */

import { element, prose } from "./dom.js";
import { inWords, resolved } from "./documents.js";

/** @returns {HTMLElement | null} null for what has no members */
export function schemaTable(schema, components, caption) {
  const { properties = {}, required = [] } = resolved(schema, components);
  const rows = Object.entries(properties).map(([name, member]) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, element("code", {}, required.includes(name) ? name : `${name}?`)),
      element("td", { class: "type" }, inWords(member, components)),
      element("td", { class: "note" }, ...prose(member.description)),
    ),
  );
  return rows.length ? element("table", { "aria-label": caption }, element("tbody", {}, ...rows)) : null;
}
