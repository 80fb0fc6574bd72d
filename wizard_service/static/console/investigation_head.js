/** Above every step: what this is, whether it is saved, what can be done with it, and where it is. */

import { h } from "../elements/dom.js";
import { icon } from "../elements/icons.js";
import { ago } from "../elements/words.js";
import { restingStep } from "./resting_step.js";
import { pathTo } from "./router.js";

export function headView(page) {
  const { state, app, actions, checkpoint } = page;
  const resting = restingStep(state);
  return [
    h("div", { class: "head" },
      h("a", { class: "button plain icon back", href: pathTo("home"), "aria-label": "All investigations" }, icon("back")),
      h("div", { class: "title" }, h("h1", null, state ? state.settings?.name || "New investigation" : "Loading"),
        h("p", { class: "facts muted small" }, h("span", { class: "mono" }, app.route.id), state && h("span", { class: "number" }, `v${state.version}`), state && saving(page))),
      state && h("button", { "aria-label": "Share", onclick: () => actions.share() }, icon("person"), h("span", { class: "wide-only" }, "Share")),
      state && h("button", { class: "icon", title: "Copy as curl, Python or JavaScript", "aria-label": "Do it from a program", onclick: () => actions.showApi() }, icon("code")),
      state && menu(page)),
    h("div", { class: "steps" }, h("wizard-steps", { state: state && { ...state, wizard_step: resting }, viewed: page.step, "onwizard-step": ({ detail }) => page.look(detail.step) })),
    notices(page),
    page.isRecoveryShown && isWorthTelling(checkpoint, app.route) && h("wizard-recovery", { checkpoint, "onwizard-recovery": ({ detail }) => actions.recover(detail.action) }),
  ];
}

/** Somebody who was here a moment ago needs no reminder, unless something went wrong. */
function isWorthTelling(checkpoint, route) {
  if (!checkpoint || checkpoint.investigation_id !== route.id || ["audit", "past"].includes(route.view)) return false;
  const away = checkpoint.last_accessed ? Date.now() - Date.parse(checkpoint.last_accessed) : 0;
  return checkpoint.stale || away > 3_600_000;
}

function saving(page) {
  const { conflict, isOffline, pendingCount, isSyncing, isStale } = page.store.getState();
  const { unsaved, problems } = page.draft;
  const [tone, text] = conflict ? ["warning", "conflict"]
    : problems.length && unsaved ? ["warning", `not saved: ${problems[0].message}`]
    : isOffline && pendingCount ? ["warning", "offline, will be sent"]
    : unsaved || pendingCount || isSyncing ? ["running", "saving"]
    : isStale ? ["pending", "from this browser, checking"]
    : ["done", `saved ${ago(page.state.updated_at)}`];
  return h("span", { role: "status", class: `saving ${tone}` }, text);
}

function menu({ actions, state, app }) {
  const item = (name, label, act, kind = "") => h("button", { class: kind, onclick: act }, icon(name), label);
  return h("details", { class: "menu" },
    h("summary", { class: "button icon", role: "button", "aria-label": "More actions" }, icon("more")),
    h("div", { class: "items" },
      item("template", "Save as template", () => actions.saveTemplate()),
      item("copy", "New with these settings", () => actions.again()),
      item("shield", "Audit trail", () => { location.hash = pathTo("investigation", app.route.id, "audit"); }),
      h("hr"),
      state.wizard_step !== "SETTINGS" && item("back", "Back to settings", () => actions.startOver()),
      item("archive", "Archive", () => actions.archive()),
      item("remove", "Delete", () => actions.remove(), "danger")));
}

function notices({ store, app }) {
  const { isDegraded, storage, error, isOffline, pendingCount } = store.getState();
  const banner = (tone, text) => h("div", { class: `banner ${tone}`, role: "status" }, icon(tone), h("p", { class: "grow" }, text));
  return [
    app.network.isCut && h("div", { class: "banner error", role: "status" }, icon("cut"), h("p", { class: "grow" }, `The network is cut. ${pendingCount ? `${pendingCount} change${pendingCount > 1 ? "s" : ""} will be sent when it is back.` : "What happens meanwhile arrives when it is back."}`),
      h("button", { class: "small", onclick: () => app.toggleNetwork() }, "Restore")),
    isDegraded && banner("warning", "The service cannot store changes at the moment. They are kept here and sent again."),
    storage?.problem && banner("warning", storage.problem),
    error && !isOffline && !app.network.isCut && banner("error", error),
  ];
}
