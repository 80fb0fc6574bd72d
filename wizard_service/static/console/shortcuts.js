/** The keys of the console; `?` lists them. They do nothing while somebody types. */

import { h } from "../elements/dom.js";
import { KEYS as ACTIONS } from "./keys.js";
import { ask } from "./notices.js";

const SEQUENCE_MS = 2000;
const KEYS = [...ACTIONS, ["?", "These keys", () => showKeys()]];

export function listenForKeys(app, signal) {
  let before = null;
  document.addEventListener("keydown", (event) => {
    if (event.repeat || isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    // By when the keys were pressed, not by when a busy page comes to look at them.
    const typed = before && event.timeStamp - before.at < SEQUENCE_MS ? `${before.key} ${event.key}` : event.key;
    const found = KEYS.find(([keys]) => keys === typed);
    before = !found && KEYS.some(([keys]) => keys.startsWith(`${event.key} `)) ? { key: event.key, at: event.timeStamp } : null;
    if (!found) return;
    event.preventDefault();
    found[2](app);
  }, { signal });
  document.addEventListener("click", (event) => closeMenus(event.composedPath()), { signal });
  document.addEventListener("keydown", (event) => event.key === "Escape" && closeMenus([], true), { signal });
}

export function showKeys() {
  return ask((close) => h("div", { class: "content" }, h("h2", null, "Keyboard shortcuts"),
    h("ul", { class: "keys" }, KEYS.map(([keys, what]) => h("li", null, h("span", null, what), h("span", { class: "row" }, keys.split(" ").map((key) => h("kbd", null, key)))))),
    h("footer", null, h("button", { class: "primary", onclick: () => close() }, "Close"))), "wide");
}

function isTyping(event) {
  const target = event.composedPath()[0];
  const dialog = event.composedPath().find((each) => each.localName === "dialog");
  // One that was just closed has the focus until the next frame.
  if (dialog && !dialog.open) return false;
  return dialog || document.querySelector("dialog[open]") || /^(input|textarea|select)$/i.test(target.localName ?? "") && !/^(checkbox|radio)$/.test(target.type);
}

function closeMenus(path, isEscape = false) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    const isInside = path.includes(menu) && !path.some((each) => each.localName === "button");
    if (isInside) continue;
    if (isEscape) menu.querySelector("summary").focus();
    menu.open = false;
  }
}
