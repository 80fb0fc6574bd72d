/** Owns what the pages share: the store, the lists, the notices, and when the page renders. */

import { createWizardStore } from '../client/index.js';
import { render } from '../elements/vdom.js';
import { snippet } from '../lib/snippets.js';
import { ActiveList } from '../client/lists/active-list.js';
import { texts } from '../texts/console.js';
import { FeedLog } from './feed-log.js';
import { Installation } from './installation.js';
import { Invitations } from './invitations.js';
import { emptyDraft } from './pages/home-page.js';
import { createPages } from './pages/index.js';
import { currentRoute, goTo } from './router.js';
import { listenForClicks } from './shell/clicks.js';
import { DrawerState } from './shell/drawer-state.js';
import { listenForKeys } from './shell/keyboard.js';
import { Notices } from './shell/notices.js';
import { enterMain, shellView } from './shell/shell.js';

/**
 * @import { WizardApi } from '../client/index.js'
 * @import { WizardError } from '../client/problem.js'
 * @import { ClientConfig } from '../client/types/config.js'
 * @import { JsonObject, WizardStep } from '../client/types/state.js'
 * @import { Child } from '../elements/vdom.js'
 * @import { Language, Request } from '../lib/snippets.js'
 * @import { Network } from './network.js'
 * @import { Route } from './router.js'
 * @import { Session } from './session.js'
 *
 * @typedef {object} Page
 * @property {string} title
 * @property {() => Child} view
 * @property {(route: Route) => void} [opened] called when the address changes to this page
 * @property {() => void} [closed]
 * @property {() => unknown} [search] moves the focus to the search of the page
 * @property {(step: WizardStep) => void} [viewStep]
 * @property {() => unknown} [advance]
 * @property {() => unknown} [copyAs]
 */

export class App {
  /** @type {Route} */
  route = { name: 'home' };
  _isScheduled = false;
  _isCreating = false;
  _unsubscribe = () => {};

  /**
   * @param {HTMLElement} root
   * @param {WizardApi} api
   * @param {Network} network
   * @param {Session} session
   * @param {() => void} onLoggedOut called when the session has ended
   * @param {ClientConfig | null} config
   */
  constructor(root, api, network, session, onLoggedOut, config) {
    this.root = root;
    this.api = api;
    this.network = network;
    this.session = session;
    this._ending = session.ending;
    this._onLoggedOut = onLoggedOut;
    this.installation = new Installation(config);
    const { cacheTtlMs } = this.installation;
    const { transports } = this.installation;
    this.store = createWizardStore({ api, shared: false, transports, cacheTtlMs });
    const changed = () => this.render();
    this.active = new ActiveList(api, changed);
    this.invitations = new Invitations(this);
    this.feed = new FeedLog(api, transports, changed);
    this.notices = new Notices(changed);
    this.drawer = new DrawerState(this);
    this._pages = createPages(this);
    this.investigation = this._pages.investigation;
    this.history = this._pages.history;
  }

  /** @returns {Page} the page on the screen */
  get page() {
    return this._pages[this.route.name];
  }

  start() {
    this.network.onChange = () => this.render();
    const { signal } = this._ending;
    this._unsubscribe = this.store.subscribe(() => this._storeChanged());
    window.addEventListener('hashchange', () => this._routeChanged(), { signal });
    window.addEventListener('focus', () => this.invitations.load(), { signal });
    window.addEventListener('wizard-unauthorized', () => this.end(), { signal });
    listenForClicks(signal);
    listenForKeys(this, signal);
    this.active.start();
    this._routeChanged();
  }

  /** Stops everything when the session is over; unsaved input stays in this browser. */
  end() {
    if (this._ending.signal.aborted) return;
    this._ending.abort();
    this._unsubscribe();
    this.active.close();
    this.feed.clear(null);
    this.store.close();
    this._onLoggedOut();
  }

  /** Renders before the next frame, however often it is called. */
  render() {
    if (this._isScheduled) return;
    this._isScheduled = true;
    requestAnimationFrame(() => {
      this._isScheduled = false;
      if (this._ending.signal.aborted) return;
      document.title = pageTitle(this);
      render(this.root, shellView(this, this.page.view()));
    });
  }

  /**
   * Runs an action for the user and shows a notice when it fails.
   * @template T
   * @param {() => Promise<T>} action
   * @param {string | null} [done] the notice of success
   * @returns {Promise<T | undefined>} undefined when it failed
   */
  async attempt(action, done = null) {
    try {
      const result = await action();
      this.notices.dismissErrors();
      if (done) this.notices.show(done);
      return result;
    } catch (error) {
      const { status, message } = /** @type {WizardError} */ (error);
      if (status === 401) this.end();
      else this.notices.show(message || texts.common.failed, 'error');
      return undefined;
    }
  }

  /** @param {Request} request @param {Language} language */
  async copyAs(request, language) {
    await this.copy(snippet(request, language), texts.program.copied(language));
  }

  /** @param {string} text */
  async copy(text, done = texts.common.copied) {
    await this.attempt(() => navigator.clipboard.writeText(text), done);
  }

  /** The address of the API. */
  get baseUrl() {
    return this.api.http.baseUrl;
  }

  /** The id of the investigation on the screen, null on other pages. */
  get openId() {
    return this.route.name === 'investigation' ? (this.route.id ?? null) : null;
  }

  /**
   * Creates an investigation and opens it; one without any input is opened again instead.
   * @param {JsonObject} [members]
   */
  async create(members = {}) {
    const empty = Object.keys(members).length ? null : emptyDraft(this);
    if (empty) goTo('investigation', empty);
    if (empty || this._isCreating) return;
    this._isCreating = true;
    const created = await this.attempt(() => this.api.create(members));
    this._isCreating = false;
    if (created) goTo('investigation', created.document.investigation_id);
  }

  _routeChanged() {
    const before = this.route;
    const left = this.page;
    this.route = currentRoute();
    if (before.name !== this.route.name) left.closed?.();
    this.page.opened?.(this.route);
    this.render();
    const isSame = before.name === this.route.name && before.id === this.route.id;
    if (isSame) return;
    this.notices.dismissErrors();
    enterMain(this.root);
  }

  _storeChanged() {
    const { events, polling } = this.store.getState();
    this.feed.add(events, polling.transport);
    this.investigation.storeChanged();
    this.render();
  }
}

/** Names the page in the tab, with how many investigations wait for a person. @param {App} app */
function pageTitle({ active, page }) {
  return texts.common.documentTitle(page.title, active.waitingCount);
}
