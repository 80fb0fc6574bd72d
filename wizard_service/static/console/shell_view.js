/** What stands around every page. */

import { h } from "../elements/dom.js";
import { icon } from "../elements/icons.js";
import { percent, toneOf, wordOf } from "../elements/words.js";
import { drawerView } from "./drawer_view.js";
import { pathTo } from "./router.js";
import { showKeys } from "./shortcuts.js";
import { chooseTheme, currentTheme } from "./theme.js";

export function shellView(app, page) {
  return [
    h("a", { class: "skip button", href: "#main", onclick: (event) => skip(event, app) }, "Skip to the content"),
    topBar(app),
    h("div", { class: `body at-${app.route.name}` }, side(app), h("main", { id: "main", tabIndex: -1 }, page)),
    drawerView(app),
    app.notices.view(),
  ];
}

function skip(event, app) {
  event.preventDefault();
  app.root.querySelector("main").focus();
}

function topBar(app) {
  const tab = (name, label) => h("a", { href: pathTo(name), "aria-current": isAt(app.route.name, name) ? "page" : null }, label);
  return h("header", { class: "top" },
    h("a", { class: "brand", href: pathTo("home") }, h("img", { src: "static/console/icon.svg", alt: "" }), "wizard"),
    h("nav", { class: "tabs", "aria-label": "Pages" }, tab("home", "Investigations"), tab("templates", "Templates"), tab("history", "History")),
    h("div", { class: "grow" }),
    h("button", { class: "find", "aria-label": "Search history", onclick: () => app.pages.history.find() }, icon("search"), h("span", { class: "grow" }, "Search history"), h("kbd", { "aria-hidden": "true" }, "/")),
    h("wizard-connection", { connection: connectionOf(app), "onwizard-connection-open": () => app.toggleDrawer() }),
    h("details", { class: "menu" },
      h("summary", { class: "button plain icon", role: "button", "aria-label": "Account and appearance" }, icon("person")),
      h("div", { class: "items" },
        h("p", { class: "who muted small truncate" }, app.session.user),
        ["system", "light", "dark"].map((theme) => h("button", { "aria-pressed": currentTheme() === theme, onclick: () => { chooseTheme(theme); app.render(); } }, icon(currentTheme() === theme ? "done" : "sun"), { system: "As the system", light: "Light", dark: "Dark" }[theme])),
        h("hr"),
        h("button", { onclick: () => showKeys() }, icon("more"), "Keyboard shortcuts"),
        h("button", { onclick: () => app.attempt(() => app.session.logOut()) }, icon("close"), "Log out"))));
}

function isAt(name, tab) {
  return name === tab || (tab === "home" && name === "investigation");
}

function connectionOf(app) {
  if (app.network.isCut) return { phase: "cut", detail: "Cut on purpose, by the button below." };
  if (app.route.name !== "investigation") return ofList(app.active.connection);
  const { polling, isOffline } = app.store.getState();
  if (polling.isConnected) return { phase: "live", transport: polling.transport, intervalMs: polling.currentInterval };
  return { phase: isOffline || polling.retryCount > 1 ? "offline" : "connecting", detail: polling.error ?? "" };
}

function ofList({ phase, transport, interval_ms: intervalMs, failures }) {
  if (phase === "live") return { phase, transport, intervalMs };
  return { phase: phase === "ended" ? "ended" : failures > 1 ? "offline" : "connecting" };
}

function side(app) {
  const { items, problem, groups } = app.active;
  return h("aside", { class: "side", "aria-label": "Active investigations" }, h("section", null,
    h("header", null, h("h2", null, "Active ", h("span", { class: "number" }, items ? String(groups.open.length) : "")),
      h("button", { class: "plain small", onclick: () => app.create() }, icon("plus"), "New")),
    problem && h("p", { class: "none problem" }, problem),
    !items && !problem && [1, 2, 3].map(() => h("div", { class: "skeleton" })),
    items && groups.open.length === 0 && h("p", { class: "none muted small" }, "Nothing is running. Start with New, or from a template."),
    h("nav", { "aria-label": "Active investigations" }, groups.open.map((item) => sideItem(app, item)))),
    groups.over.length > 0 && h("section", null,
      h("header", null, h("h2", null, "Recently finished"), h("a", { class: "all", href: pathTo("history") }, "All")),
      h("nav", { "aria-label": "Recently finished" }, groups.over.map((item) => sideItem(app, item)))));
}

function inShort({ wizard_step: step, status, risk_score: risk }, part) {
  if (step === "SETTINGS") return "Draft";
  if (status === "IN_PROGRESS") return part == null ? "" : percent(part);
  return risk == null ? wordOf(status) : [h("span", { class: "hidden-text" }, "Completed, risk "), String(Math.round(risk))];
}

function sideItem(app, item) {
  const { investigation_id: id, name, status, wizard_step: step } = item;
  const part = app.active.percentOf(item);
  const isRunning = step === "PROGRESS" && status === "IN_PROGRESS";
  const tone = step === "SETTINGS" ? "pending" : toneOf(status);
  return h("a", { key: id, class: `item ${tone}`, href: pathTo("investigation", id), "aria-current": app.route.id === id ? "page" : null },
    icon(tone), h("span", { class: "name", title: name ?? id }, name ?? h("span", { class: "muted" }, "New investigation")),
    h("span", { class: "muted small number" }, inShort(item, part)),
    isRunning && h("div", { class: "line", "aria-hidden": "true" }, h("i", { style: { "--part": `${part ?? 0}%` } })));
}
