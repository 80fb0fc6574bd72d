/** The channels and events of the AsyncAPI document. */

import { resolved } from "./documents.js";
import { code, element, json, prose } from "./dom.js";
import { schemaTable } from "./schema_table.js";
import { socketForm } from "./socket_attempt.js";

/** @returns {HTMLElement} */
export function channelSection(name, channel, asyncapi) {
  const section = element("section", { id: name, "aria-labelledby": `${name}-title` });
  const events = Object.keys(channel.messages).map((message) => element("li", {}, element("a", { href: `#message-${message}` }, message)));
  section.append(element("h3", { id: `${name}-title` }, channel.address), element("p", {}, ...prose(channel.summary)), element("p", { class: "note" }, ...prose(channel.description)), element("ul", {}, ...events));
  const said = Object.keys(channel.messages).filter((message) => message.startsWith("client_"));
  if (said.length) {
    const sayings = said.map((message) => asyncapi.components.messages[message].examples[0].payload);
    const form = socketForm(name, channel.address, asyncapi.servers.sockets.pathname, sayings);
    section.append(element("details", {}, element("summary", {}, "Try it"), form));
  } else {
    section.append(element("p", { class: "note" }, "Try it as the call of the same path, above."));
  }
  return section;
}

/** @returns {HTMLElement} */
export function messageSection(name, message, components) {
  const id = `message-${name}`;
  const payload = resolved(message.payload, components);
  // An event is an envelope that is the same for all of them; what a client says has members of its own.
  const told = payload.properties?.data ?? message.payload;
  const table = schemaTable(told, components, `Data of ${name}`);
  return element(
    "section",
    { id, "aria-labelledby": `${id}-title` },
    element("h3", { id: `${id}-title` }, name),
    element("p", {}, ...prose(message.summary)),
    table,
    code(json(message.examples[0].payload), `Example of ${name}`),
  );
}
