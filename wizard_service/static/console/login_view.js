/** The form for people without a session. The token goes nowhere but into the session cookie. */

import { h } from "../elements/dom.js";

const COMMAND = "python -m wizard_service token --user me";

export function loginView({ problem, isBusy, onLogIn }) {
  const submit = (event) => {
    event.preventDefault();
    onLogIn(event.target.elements.token.value);
  };
  return h("main", { class: "login", id: "main" }, h("form", { class: "panel", method: "post", onsubmit: submit },
    h("div", { class: "row" }, h("img", { src: "static/console/icon.svg", alt: "" }), h("h1", null, "Log in")),
    h("div", null,
      h("label", { for: "token" }, "Access token"),
      h("textarea", { id: "token", name: "token", class: "mono", rows: 4, required: true, autocomplete: "off", spellcheck: false, placeholder: "eyJhbGciOi…",
        "aria-invalid": problem ? true : null, "aria-describedby": problem ? "login-problem" : "login-hint" }),
      problem ? h("p", { class: "problem", id: "login-problem", role: "alert" }, problem)
        : h("p", { class: "muted small", id: "login-hint" }, "It is exchanged for a cookie that ends with it.")),
    h("button", { class: "primary", type: "submit", disabled: isBusy }, isBusy ? "Logging in…" : "Log in"),
    h("div", { class: "muted small" }, h("p", null, "No token? On the machine of the service (in a checkout, python is .venv/bin/python):"), h("pre", { class: "code", tabIndex: 0, "aria-label": "Command" }, COMMAND))));
}
