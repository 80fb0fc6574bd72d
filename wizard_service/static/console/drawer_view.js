/** The drawer at the bottom: ids as they arrive, by which way, and what this page asked the service. */

import { h } from "../elements/dom.js";
import { icon } from "../elements/icons.js";
import { TRANSPORTS, nameOf } from "../elements/transports.js";
import { clock, duration } from "../elements/words.js";
import { LANGUAGES } from "./copy_as.js";

const TICKER_IDS = 6;

export function drawerView(app) {
  const { drawer, feed, network } = app;
  const polling = app.store.getState().polling;
  return h("section", { class: `drawer ${drawer.isOpen ? "open" : ""}`, "aria-label": "Feed" },
    h("div", { class: "drawer-bar" },
      h("button", { class: "plain small", "aria-expanded": drawer.isOpen, "aria-controls": "drawer-content", onclick: () => app.toggleDrawer() }, icon("down"), "Feed"),
      drawer.isOpen ? tabs(app) : ticker(feed),
      h("div", { class: "row ways", role: "group", "aria-label": "Transport" }, TRANSPORTS.map(({ transport, name, short }) =>
        h("button", { class: "small", disabled: !app.openId || network.isCut, "aria-pressed": Boolean(app.openId) && polling.transport === transport, title: `Follow by ${name}`, onclick: () => app.useTransport(transport) },
          h("span", { "aria-hidden": "true" }, short), h("span", { class: "hidden-text" }, name)))),
      h("button", { class: `small ${network.isCut ? "primary" : ""}`, onclick: () => app.toggleNetwork() }, icon("cut"), network.isCut ? "Restore network" : h("span", null, "Cut ", h("span", { class: "wide-only" }, "the "), "network"))),
    drawer.isOpen && h("div", { class: "drawer-content", id: "drawer-content", role: "tabpanel", tabIndex: 0, "aria-label": drawer.tab === "feed" ? "Events" : "Requests" },
      drawer.tab === "feed" ? events(app) : requests(app)));
}

function tabs(app) {
  const tab = (name, label) => h("button", { class: "plain small", role: "tab", "aria-selected": app.drawer.tab === name, onclick: () => app.chooseTab(name) }, label);
  return h("div", { class: "row grow drawer-tabs" },
    h("div", { class: "row", role: "tablist", "aria-label": "Feed or requests" }, tab("feed", "Events"), tab("requests", `Requests ${app.network.requests.length || ""}`)),
    app.drawer.tab === "feed" && app.openId && h("button", { class: "small", "aria-pressed": app.feed.isComparing, onclick: () => app.toggleComparing() },
      app.feed.isComparing ? "Stop comparing" : "Compare all four"));
}

function ticker({ rows }) {
  return h("p", { class: "grow truncate mono muted ticker", "aria-hidden": "true" }, rows.slice(0, TICKER_IDS).map((row) =>
    h("span", { key: row.id }, h("b", null, row.id), ` ${row.type}`)));
}

function events(app) {
  const { feed } = app;
  if (!feed.rows.length) return h("p", { class: "muted none" }, app.openId ? "No event has arrived since this page was opened. Compare all four shows the last ones, by every way." : "Open an investigation to see its events arrive.");
  const shown = feed.isComparing ? TRANSPORTS.map((each) => each.transport) : null;
  return [feed.problem && h("p", { class: "problem none" }, feed.problem), h("table", null,
    h("thead", null, h("tr", null, h("th", { scope: "col" }, "Id"), h("th", { scope: "col" }, "Event"), h("th", { scope: "col", class: "version" }, "Version"), h("th", { scope: "col", class: "by" }, "By"),
      shown ? TRANSPORTS.map(({ name, short }) => h("th", { scope: "col", class: "number", "aria-label": name }, h("span", { class: "wide-only" }, name), h("span", { class: "narrow-only" }, short))) : [h("th", { scope: "col" }, "Arrived by"), h("th", { scope: "col", class: "number" }, "After")])),
    h("tbody", null, feed.rows.map((row) => h("tr", { key: row.id },
      h("td", { class: "mono" }, h("span", { class: "wide-only" }, row.id.slice(0, row.id.lastIndexOf("-") + 1)), String(row.n)), h("td", { class: "mono truncate type" }, row.type), h("td", { class: "number version" }, `v${row.version}`), h("td", { class: "truncate by" }, row.actor),
      shown ? shown.map((each) => h("td", { class: "number" }, each in row.via ? duration(row.via[each]) : h("span", { class: "muted" }, "…"))) : arrival(row)))))];
}

function arrival({ via }) {
  const [transport, lag] = Object.entries(via)[0];
  return [h("td", null, nameOf(transport) || "another tab"), h("td", { class: "number" }, duration(lag))];
}

function requests(app) {
  if (!app.network.requests.length) return h("p", { class: "muted none" }, "What you do here shows as requests, to be copied.");
  return h("table", null,
    h("thead", null, h("tr", null, ["Time", "Request", "Answer", "Took", "Copy as"].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", null, app.network.requests.map((request) => h("tr", { key: request.key },
      h("td", { class: "number muted" }, clock(request.at)), h("td", { class: "mono truncate path" }, h("b", null, request.method), ` ${request.path}`),
      h("td", { class: `number ${request.status < 400 ? "" : "failed"}` }, String(request.status)), h("td", { class: "number" }, duration(request.ms)),
      h("td", null, h("div", { class: "row" }, LANGUAGES.map((language) => h("button", { class: "small plain", onclick: () => app.copyAs(request, language) }, language))))))));
}

