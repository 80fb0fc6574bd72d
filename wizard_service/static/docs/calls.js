/** The calls of the OpenAPI document. */

import { attemptForm } from "./attempt.js";
import { code, element, json, prose } from "./dom.js";
import { schemaTable } from "./schema_table.js";

/** @returns {HTMLElement} */
export function callSection(call, components) {
  const section = element("section", { id: call.operationId, "aria-labelledby": `${call.operationId}-title` });
  section.append(
    element("h3", { id: `${call.operationId}-title` }, element("span", { class: "method" }, call.method), ` ${call.path}`),
    element("p", {}, ...prose(call.summary)),
    element("p", { class: "note" }, ...prose(call.description)),
  );
  for (const [mediaType, content] of Object.entries(call.requestBody?.content ?? {})) {
    const table = schemaTable(content.schema, components, `Body of ${call.method} ${call.path}`);
    section.append(element("h4", {}, `Body, ${mediaType}`), ...(table ? [table] : []));
  }
  section.append(element("h4", {}, "Answers"), ...Object.entries(call.responses).filter(([status]) => status !== "default").map((each) => answerDetails(call, each)));
  section.append(lazyAttempt(call));
  return section;
}

function answerDetails(call, [status, response]) {
  const name = element("summary", {}, element("code", {}, status), " ", ...prose(response.description));
  const details = element("details", {}, name);
  for (const [mediaType, { example }] of Object.entries(response.content ?? {})) {
    details.append(element("p", { class: "note" }, mediaType), code(typeof example === "string" ? example : json(example), `Example of ${status} of ${call.method} ${call.path}`));
  }
  return details;
}

/** The form is made when it is opened: most are never. */
function lazyAttempt(call) {
  const details = element("details", {}, element("summary", {}, "Try it"));
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1) details.append(attemptForm(call));
  });
  return details;
}
