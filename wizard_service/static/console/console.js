/** The console: logs in, then shows the page that the address names. Everything it does goes through the public API. */

import { createApi } from "../client/index.js";
import { h, render } from "../elements/dom.js";
import "../elements/index.js";
import { App } from "./app.js";
import { loginView } from "./login_view.js";
import { Network } from "./network.js";
import { Session } from "./session.js";

const root = document.getElementById("console");
const baseUrl = document.querySelector('meta[name="wizard-base-path"]').content;
const network = new Network();
const session = new Session(baseUrl, network.fetch);

async function begin() {
  try {
    if (await session.begin()) start();
    else showLogin();
  } catch (error) {
    showUnreachable(error);
  }
}

function showLogin(isBusy = false) {
  root.removeAttribute("aria-busy");
  render(root, loginView({ problem: session.problem, isBusy, onLogIn: logIn }));
}

async function logIn(token) {
  showLogin(true);
  try {
    if (await session.logIn(token)) return start();
  } catch {
    session.problem = "The service does not answer. Try again.";
  }
  showLogin();
}

function showUnreachable(error) {
  root.removeAttribute("aria-busy");
  render(root, h("main", { class: "login", id: "main" }, h("div", { class: "empty" },
    h("h1", null, "The service does not answer"), h("p", null, error.message),
    h("button", { onclick: () => location.reload() }, "Try again"))));
}

function start() {
  root.removeAttribute("aria-busy");
  const app = new App(root, createApi({ baseUrl, user: session.user, fetch: network.fetch }), network, session, () => {
    session.problem = "Your session has ended. Log in to go on; what you typed is kept.";
    showLogin();
  });
  app.start();
}

// A link that is opened where the console is open already changes the address only.
window.addEventListener("hashchange", () => Session.isLink && location.reload());
begin();
