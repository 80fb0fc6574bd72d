/** The keys of the console; `?` lists them. They do nothing while somebody types. */

import { h } from "../elements/dom.js";
import { KEYS as ACTIONS } from "./keys.js";
import { ask } from "./notices.js";

const SEQUENCE_MS = 1000;
const KEYS = [...ACTIONS, ["?", "These keys", () => showKeys()]];

export function listenForKeys(app, signal) {
  let before = "";
  let timer = null;
  document.addEventListener("keydown", (event) => {
    if (event.repeat || isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const typed = before ? `${before} ${event.key}` : event.key;
    const found = KEYS.find(([keys]) => keys === typed);
    clearTimeout(timer);
    before = !found && KEYS.some(([keys]) => keys.startsWith(`${event.key} `)) ? event.key : "";
    timer = setTimeout(() => { before = ""; }, SEQUENCE_MS);
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
  const isAsked = document.querySelector("dialog[open]") || event.composedPath().some((each) => each.localName === "dialog");
  return isAsked || /^(input|textarea|select)$/i.test(target.localName ?? "") && !/^(checkbox|radio)$/.test(target.type);
}

function closeMenus(path, isEscape = false) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    const isInside = path.includes(menu) && !path.some((each) => each.localName === "button");
    if (isInside) continue;
    if (isEscape) menu.querySelector("summary").focus();
    menu.open = false;
  }
}
