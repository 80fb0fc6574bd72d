/** What the pages share: the store, the lists, the notices, and when to render. */

import { createWizardStore } from "../client/index.js";
import { render } from "../elements/dom.js";
import { TRANSPORTS, nameOf } from "../elements/transports.js";
import { ActiveList } from "./active_list.js";
import { requestAs } from "./copy_as.js";
import { FeedLog } from "./feed_log.js";
import { HistoryPage } from "./history_page.js";
import { HomePage } from "./home_page.js";
import { InvestigationPage } from "./investigation_page.js";
import { Notices } from "./notices.js";
import { currentRoute, go } from "./router.js";
import { listenForKeys } from "./shortcuts.js";
import { shellView } from "./shell_view.js";
import { TemplatesPage } from "./templates_page.js";
import { remember, remembered } from "./theme.js";

export class App {
  /** @param {() => void} onLoggedOut called when the session is not good any more */
  constructor(root, api, network, session, onLoggedOut) {
    const changed = () => this.render();
    Object.assign(this, { root, api, network, session, onLoggedOut });
    this.store = createWizardStore({ api, shared: false, transports: TRANSPORTS.map((each) => each.transport) });
    this.active = new ActiveList(api, changed);
    this.feed = new FeedLog(api, network, changed);
    this.notices = new Notices(changed);
    this.drawer = { isOpen: remembered("wizard.drawer") === "open", tab: "feed" };
    this.route = { name: "home" };
    this.pages = { home: new HomePage(this), investigation: new InvestigationPage(this), templates: new TemplatesPage(this), history: new HistoryPage(this) };
  }

  start() {
    this.network.onChange = () => this.render();
    this._ending = new AbortController();
    const { signal } = this._ending;
    this._unsubscribe = this.store.subscribe(() => this._stored());
    window.addEventListener("hashchange", () => this._routed(), { signal });
    window.addEventListener("wizard-unauthorized", () => this.end(), { signal });
    listenForKeys(this, signal);
    this.active.start();
    this._routed();
  }

  /** The session is over: everything stops, what is not saved stays in this browser. */
  end() {
    if (this._ending.signal.aborted) return;
    this._ending.abort();
    this._unsubscribe();
    this.active.close();
    this.feed.forget(null);
    this.store.close();
    this.onLoggedOut();
  }

  /** Render before the next frame, however often it is asked for. */
  render() {
    if (this._isDue) return;
    this._isDue = true;
    requestAnimationFrame(() => {
      this._isDue = false;
      if (!this._ending.signal.aborted) render(this.root, shellView(this, this.pages[this.route.name].view()));
    });
  }

  /** Do something for the person; what fails is said. @returns {Promise<any>} undefined when it failed */
  async attempt(action, done = null) {
    try {
      const result = await action();
      if (done) this.notices.say(done);
      return result;
    } catch (error) {
      if (error.status === 401) this.end();
      else this.notices.say(error.message || "That did not work.", "error");
      return undefined;
    }
  }

  async copyAs(request, language) {
    await this.copy(requestAs(request, language), `Copied as ${language}`);
  }

  async copy(text, said = "Copied") {
    await this.attempt(() => navigator.clipboard.writeText(text), said);
  }

  /** The investigation on the screen, null on other pages. */
  get openId() {
    return this.route.name === "investigation" ? this.route.id : null;
  }

  useTransport(transport) {
    this._interruptFeed(transport);
    this.notices.say(`Following by ${nameOf(transport)}`);
  }

  toggleNetwork() {
    if (this.network.isCut) this.network.restore();
    else this.network.cut();
    if (this.network.isCut) this._interruptFeed();
  }

  _interruptFeed(transport) {
    if (this.store.getState().polling.isPolling) this.store.actions.interruptFeed(transport);
  }

  toggleComparing() {
    if (this.feed.isComparing) this.feed.stopComparing();
    else if (this.store.getState().polling.cursor) this.feed.compare(this.store.getState().polling.cursor);
    else this.notices.say("The feed has not begun yet.", "warning");
  }

  toggleDrawer() {
    this.drawer.isOpen = !this.drawer.isOpen;
    remember("wizard.drawer", this.drawer.isOpen ? "open" : "closed");
    this.render();
  }

  chooseTab(tab) {
    this.drawer.tab = tab;
    this.render();
  }

  async create(members = {}) {
    // A second click means the same investigation.
    if (this._isCreating) return;
    this._isCreating = true;
    const made = await this.attempt(() => this.api.create(members));
    this._isCreating = false;
    if (made) go("investigation", made.document.investigation_id);
  }

  _routed() {
    const before = this.route;
    this.route = currentRoute();
    if (before.name !== this.route.name) this.pages[before.name].left?.();
    this.pages[this.route.name].opened?.(this.route, before);
    document.title = `${this.pages[this.route.name].title ?? "wizard"} · wizard`;
    this.render();
    if (before.name !== this.route.name || before.id !== this.route.id) this.root.querySelector("main")?.scrollTo(0, 0);
  }

  _stored() {
    const { events, polling } = this.store.getState();
    this.feed.take(events, polling.transport);
    this.pages.investigation.stored();
    this.render();
  }
}
