/** The first step: settings that save themselves, and one button. */

import { h } from "../elements/dom.js";
import { icon } from "../elements/icons.js";
import { emptySettings } from "../elements/settings_rules.js";
import { knownTools, ENTITY_TYPES } from "./catalogue.js";

export function settingsView(page) {
  const { state, draft, actions, app } = page;
  const { fieldErrors } = page.store.getState();
  const isEditable = state.wizard_step === "SETTINGS" && state.status === "IN_PROGRESS";
  return h("div", { class: "settings-view" },
    !isEditable && h("div", { class: "banner pending" }, icon("pending"), h("p", { class: "grow" }, "The settings of an investigation that has begun are to be read only."),
      h("button", { class: "small", onclick: () => actions.again() }, "New with these settings")),
    h("wizard-settings", {
      settings: draft.unsaved ?? state.settings ?? starting(page), editable: isEditable, problems: fieldErrors ?? [],
      suggestions: { entity_types: ENTITY_TYPES, tools: knownTools(state.settings) },
      "onwizard-settings-change": ({ detail }) => draft.change(detail),
    }),
    isEditable && h("div", { class: "settings-actions" },
      h("button", { onclick: () => actions.saveTemplate() }, icon("template"), "Save as template"),
      h("span", { class: "grow" }),
      h("span", { class: "muted small wide-only" }, "Press ", h("kbd", null, "s")),
      h("button", { class: "primary", disabled: app.network.isCut, onclick: () => actions.start() }, icon("play"), "Start investigation")));
}

/** What an empty form begins with; made once, or the time range would move while one looks at it. */
function starting(page) {
  if (page.startingId !== page.app.route.id) {
    page.startingId = page.app.route.id;
    page.startingSettings = emptySettings();
  }
  return page.startingSettings;
}
