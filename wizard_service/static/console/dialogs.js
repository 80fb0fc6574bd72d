/** Questions about one investigation: its template, with whom it is shared, how to do the same from a program. */

import { h } from "../elements/dom.js";
import { icon } from "../elements/icons.js";
import { LANGUAGES, requestAs } from "./copy_as.js";
import { ask } from "./notices.js";

/** @returns {Promise<{name: string, description?: string}|undefined>} */
export function askForTemplate(settings) {
  const submit = (close) => (event) => {
    event.preventDefault();
    const { name, description } = event.target.elements;
    close({ name: name.value.trim(), ...(description.value.trim() ? { description: description.value.trim() } : {}) });
  };
  return ask((close) => h("form", { onsubmit: submit(close) },
    h("h2", null, "Save as template"),
    h("p", { class: "muted" }, "Entities, time range, tools and modes are kept. Write {{name}} into an entity or parameter to be asked for it."),
    h("div", null, h("label", { for: "template-name" }, "Name"), h("input", { id: "template-name", name: "name", required: true, maxLength: 255, value: settings?.name ?? "" })),
    h("div", null, h("label", { for: "template-description" }, "Description (optional)"), h("textarea", { id: "template-description", name: "description" })),
    h("footer", null, h("button", { type: "button", onclick: () => close(undefined) }, "Cancel"), h("button", { class: "primary", type: "submit" }, "Save template"))));
}

/** Who else may see it. */
export async function shareDialog(app, id) {
  let shares = (await app.attempt(() => app.api.shares(id)))?.access;
  if (!shares) return;
  const reload = async (show) => { shares = (await app.attempt(() => app.api.shares(id)))?.access ?? shares; show(); };
  const add = (show) => async (event) => {
    event.preventDefault();
    const { user, role } = event.target.elements;
    if (await app.attempt(() => app.api.share(id, user.value.trim(), role.value))) user.value = "";
    reload(show);
  };
  await ask((close, show) => h("div", { class: "content" },
    h("h2", null, "Share"),
    h("form", { class: "row wrap", onsubmit: add(show) },
      h("input", { class: "grow", name: "user", required: true, "aria-label": "User id", placeholder: "User id" }),
      h("select", { name: "role", "aria-label": "Role", class: "role" }, h("option", { value: "viewer" }, "may view"), h("option", { value: "editor" }, "may edit")),
      h("button", { type: "submit", class: "primary" }, "Share")),
    shares.length === 0 ? h("p", { class: "muted" }, "Nobody else sees this investigation.")
      : h("ul", { class: "shares" }, shares.map((share) => h("li", { key: share.user_id, class: "row" }, icon("person"), h("span", { class: "grow truncate" }, share.user_id), h("span", { class: "muted" }, `may ${share.role === "editor" ? "edit" : "view"}`),
        h("button", { class: "plain icon small", "aria-label": `Stop sharing with ${share.user_id}`, onclick: async () => { await app.attempt(() => app.api.unshare(id, share.user_id)); reload(show); } }, icon("close"))))),
    h("footer", null, h("button", { onclick: () => close() }, "Done"))));
}

/** The same by a program. @param {{name: string, request: object}[]} actions */
export function apiDialog(app, actions) {
  let action = actions[0];
  let language = LANGUAGES[0];
  const code = () => requestAs(action.request, language);
  return ask((close, show) => h("div", { class: "content" },
    h("h2", null, "Do it from a program"),
    h("div", { class: "row wrap" },
      h("select", { class: "grow", "aria-label": "Action", value: action.name, onchange: (event) => { action = actions.find((each) => each.name === event.target.value); show(); } }, actions.map(({ name }) => h("option", { value: name }, name))),
      h("div", { class: "row", role: "group", "aria-label": "Language" }, LANGUAGES.map((each) => h("button", { "aria-pressed": each === language, onclick: () => { language = each; show(); } }, each)))),
    h("pre", { class: "code", tabIndex: 0, "aria-label": "Code" }, code()),
    h("footer", null, h("button", { onclick: () => close() }, "Close"), h("button", { class: "primary", onclick: () => app.copy(code(), `Copied as ${language}`) }, icon("copy"), "Copy"))), "wide");
}
