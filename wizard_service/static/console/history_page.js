/** History: what was investigated, found again, archived, resumed. */

import { h } from "../elements/dom.js";
import { go } from "./router.js";

const SETTLE_MS = 250;
const LIMIT = 50;

export class HistoryPage {
  title = "History";

  constructor(app) {
    this._app = app;
    this._query = { archived: "false", sort: "-updated_at" };
    this._items = null;
    this._total = 0;
    this._next = null;
  }

  opened() {
    this._load();
  }

  /** Go there and put the cursor into the search. */
  find() {
    if (this._app.route.name !== "history") go("history");
    const focus = () => this._app.root.querySelector("wizard-history")?.shadowRoot.querySelector("#q")?.focus();
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(focus)));
    return true;
  }

  copyAs() {
    const search = new URLSearchParams(this._sent()).toString();
    return this._app.copyAs({ method: "GET", path: `${new URL(this._app.api.http.baseUrl).pathname}/history?${search}` }, "curl");
  }

  view() {
    return h("div", { class: "page" },
      h("div", { class: "head" }, h("div", { class: "title" }, h("h1", null, "History"), h("p", { class: "muted" }, "Every investigation of yours, with its results."))),
      h("wizard-history", {
        items: this._items, total: this._total, query: this._query, hasMore: Boolean(this._next), problem: this._problem ?? null,
        "onwizard-history-query": ({ detail }) => this._ask(detail.query),
        "onwizard-history-more": () => this._load(this._next),
        "onwizard-open": ({ detail }) => go("investigation", detail.investigation_id),
        "onwizard-archive": ({ detail }) => this._move(detail.investigation_ids, true),
        "onwizard-unarchive": ({ detail }) => this._move(detail.investigation_ids, false),
      }));
  }

  _ask(query) {
    const isMoved = query.archived !== this._query.archived;
    Object.assign(this, { _query: query, _items: isMoved ? null : this._items, _next: null });
    clearTimeout(this._due);
    this._due = setTimeout(() => this._load(), SETTLE_MS);
    this._app.render();
  }

  _sent() {
    return Object.fromEntries(Object.entries({ ...this._query, limit: LIMIT }).filter(([, value]) => value !== undefined && value !== ""));
  }

  async _load(cursor = null) {
    // Of several questions the newest counts, whichever is answered last.
    const turn = (this._turn = {});
    try {
      const page = await this._app.api.history({ ...this._sent(), ...(cursor ? { cursor } : {}) });
      if (turn !== this._turn) return;
      const before = cursor ? this._items : [];
      Object.assign(this, { _items: [...before, ...page.items], _total: page.total ?? before.length + page.items.length, _next: page.next_cursor, _problem: null });
    } catch (error) {
      if (turn !== this._turn) return;
      this._problem = error.message;
    }
    this._app.render();
  }

  async _move(ids, isArchiving) {
    const { api } = this._app;
    const move = async () => { for (const id of ids) await (isArchiving ? api.archive(id) : api.unarchive(id)); return true; };
    const said = `${ids.length === 1 ? "One investigation" : `${ids.length} investigations`} ${isArchiving ? "archived" : "restored"}`;
    const isDone = await this._app.attempt(move);
    if (isDone) this._app.notices.say(said, "done", { label: "Undo", act: () => this._move(ids, !isArchiving) });
    await this._load();
    this._app.active.reload();
  }
}
