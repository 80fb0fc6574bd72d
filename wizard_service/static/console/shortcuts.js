/** Every action has a key; `?` lists them. Keys do nothing while somebody types. */

import { h } from "../elements/dom.js";
import { ask } from "./notices.js";
import { go } from "./router.js";

const SEQUENCE_MS = 1000;
const KEYS = [
  ["g i", "Investigations", () => go("home")],
  ["g t", "Templates", () => go("templates")],
  ["g h", "History", () => go("history")],
  ["/", "Search: the log, the templates, or the history", (app) => app.pages[app.route.name].find?.() ?? app.pages.history.find()],
  ["n", "New investigation", (app) => app.create()],
  ["j", "Next active investigation", (app) => neighbour(app, 1)],
  ["k", "Previous active investigation", (app) => neighbour(app, -1)],
  ["1", "Settings of the investigation", (app) => app.pages[app.route.name].look?.("SETTINGS")],
  ["2", "Progress", (app) => app.pages[app.route.name].look?.("PROGRESS")],
  ["3", "Results", (app) => app.pages[app.route.name].look?.("RESULTS")],
  ["s", "Start, or retry after an error", (app) => app.pages[app.route.name].advance?.()],
  ["a", "Audit trail", (app) => app.route.name === "investigation" && go("investigation", app.route.id, "audit")],
  ["c", "Copy as curl, Python or JavaScript", (app) => app.pages[app.route.name].copyAs?.()],
  ["f", "Feed drawer", (app) => app.toggleDrawer()],
  ["x", "Cut or restore the network", (app) => app.toggleNetwork()],
  ["?", "These keys", () => showKeys()],
];

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
    h("footer", null, h("button", { class: "primary", onclick: () => close() }, "Close"))));
}

function isTyping(event) {
  const target = event.composedPath()[0];
  const isAsked = document.querySelector("dialog[open]") || event.composedPath().some((each) => each.localName === "dialog");
  return isAsked || /^(input|textarea|select)$/i.test(target.localName ?? "") && !/^(checkbox|radio)$/.test(target.type);
}

function neighbour(app, step) {
  const ids = (app.active.items ?? []).map((each) => each.investigation_id);
  const id = ids[(ids.indexOf(app.route.id) + step + ids.length) % ids.length];
  if (id) go("investigation", id);
}

function closeMenus(path, isEscape = false) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    const isInside = path.includes(menu) && !path.some((each) => each.localName === "button");
    if (isInside) continue;
    if (isEscape) menu.querySelector("summary").focus();
    menu.open = false;
  }
}
