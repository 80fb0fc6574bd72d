/** The page of all calls and events, made of the service's own documents. */

import { callSection } from "./calls.js";
import { offerSession } from "./credentials.js";
import { callsOf, loadDocuments } from "./documents.js";
import { element, prose } from "./dom.js";
import { channelSection, messageSection } from "./events.js";

const main = document.getElementById("main");
const contents = document.getElementById("contents");

function add(title, entries) {
  const heading = element("h2", {}, title);
  const links = entries.map(({ section, text }) => element("li", {}, element("a", { href: `#${section.id}` }, text)));
  contents.append(element("h2", {}, title), element("ul", {}, ...links));
  main.append(heading, ...entries.map(({ section }) => section));
}

function show({ openapi, asyncapi }) {
  const base = asyncapi.servers.streams.pathname;
  const calls = callsOf(openapi);
  main.replaceChildren(element("p", { class: "note" }, ...prose(openapi.info.description)));
  for (const group of new Set(calls.map((call) => call.group))) {
    const ours = calls.filter((call) => call.group === group);
    add(group, ours.map((call) => ({ section: callSection(call, openapi.components), text: `${call.method} ${call.path.slice(base.length)}` })));
  }
  add("channels", Object.entries(asyncapi.channels).map(([name, channel]) => ({ section: channelSection(name, channel, asyncapi), text: channel.address })));
  const messages = Object.entries(asyncapi.components.messages);
  add("events", messages.map(([name, message]) => ({ section: messageSection(name, message, asyncapi.components), text: name })));
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

try {
  const documents = await loadDocuments();
  offerSession(documents.asyncapi.servers.streams.pathname);
  show(documents);
} catch (failure) {
  main.replaceChildren(element("p", { role: "alert" }, `The documents cannot be read: ${failure.message}`));
}
