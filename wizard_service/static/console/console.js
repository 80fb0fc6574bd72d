/** Starts the console: logs in, then runs the app. Everything it does uses the public API. */

import { configuredBackoff } from '../client/backoff.js';
import { createApi } from '../client/index.js';
import '../elements/index.js';
import { render } from '../elements/vdom.js';
import { chooseLanguage } from '../texts/console.js';
import { texts } from '../texts/console.js';
import { App } from './app.js';
import { Network } from './network.js';
import { loginPage, unreachablePage } from './pages/login-page.js';
import { Session } from './session.js';
import './shell/icons.js';
import { restoreTimeZone } from './shell/time-zone.js';

chooseLanguage(navigator.languages);
const root = /** @type {HTMLElement} */ (document.getElementById('console'));
const basePath = document.querySelector('meta[name="wizard-base-path"]');
const baseUrl = /** @type {HTMLMetaElement} */ (basePath).content;
const network = new Network();
const session = new Session(baseUrl, network.fetch);
// It is read together with the session. Without it the console works with its defaults.
const reading = createApi({ baseUrl, fetch: network.fetch })
  .clientConfig({ attempts: 1 })
  .catch(() => null);

async function open() {
  try {
    if (await session.open()) start();
    else showLogin();
  } catch (error) {
    show(unreachablePage(/** @type {Error} */ (error).message));
  }
}

/** @param {import('../elements/vdom.js').Child} page */
function show(page) {
  root.removeAttribute('aria-busy');
  render(root, page);
}

function showLogin(isBusy = false) {
  show(loginPage({ problem: session.problem, isBusy, onLogIn: logIn }));
}

/** @param {string} token */
async function logIn(token) {
  showLogin(true);
  try {
    if (await session.logIn(token)) return start();
  } catch {
    session.problem = texts.login.noAnswer;
  }
  showLogin();
}

async function start() {
  restoreTimeZone();
  root.removeAttribute('aria-busy');
  const config = await reading;
  const backoff = config ? configuredBackoff(config) : undefined;
  const fetch = network.fetchUntil(session.ending.signal);
  const api = createApi({ baseUrl, user: session.user, fetch, backoff });
  const onLoggedOut = () => {
    session.problem = texts.login.sessionEnded;
    showLogin();
  };
  new App(root, api, network, session, onLoggedOut, config).start();
}

// A login link that is opened where the console is open already changes the fragment only.
window.addEventListener('hashchange', () => Session.isLink && location.reload());
open();
