/** The active investigations, kept current by the feed of everything the user owns. */

import { follow } from "../client/index.js";

const SETTLE_MS = 300;
const MOST = 50;
const MOST_OVER = 8;
const MOST_ASKED = 8;
// The rest of an item stands in these events; everything else needs the list itself.
const LIST_CHANGES = new Set(["step_changed", "status_changed", "results_available", "error_occurred", "access_changed", "investigation_archived", "investigation_restored", "investigation_deleted", "template_applied"]);

export class ActiveList {
  constructor(api, onChange) {
    this._api = api;
    this._onChange = onChange;
    this._percent = new Map();
    this.connection = { phase: "connecting", transport: null, interval_ms: null };
    this._due = null;
    this.items = null;
    this.total = 0;
    this.problem = null;
  }

  async start() {
    await this.load();
    this._following = follow(this._api, null, { transports: ["sse", "long_poll", "poll"], onState: (state) => this._connected(state) });
    try {
      for await (const event of this._following) this._take(event);
    } catch (error) {
      this._failed(error);
    }
  }

  close() {
    clearTimeout(this._due);
    this._following?.close();
  }

  async load() {
    // Of several questions the newest counts, whichever is answered last.
    const turn = (this._turn = {});
    try {
      const { investigations, total } = await this._api.active({ limit: MOST });
      if (turn !== this._turn) return;
      Object.assign(this, { items: investigations, total, problem: null });
    } catch (error) {
      this._failed(error);
    }
    this._onChange();
    this._askForPercents();
  }

  /** Percent done, null when not known. */
  percentOf(item) {
    return this._percent.get(item.investigation_id) ?? null;
  }

  /** Those that somebody may have to do something about, and those that are over. */
  get groups() {
    const isOver = ({ status }) => status === "COMPLETED" || status === "CANCELLED";
    return { open: (this.items ?? []).filter((each) => !isOver(each)), over: (this.items ?? []).filter(isOver).slice(0, MOST_OVER) };
  }

  reload() {
    clearTimeout(this._due);
    this._due = setTimeout(() => this.load(), SETTLE_MS);
  }

  _take({ event_type: type, investigation_id: id, data }) {
    if (type === "progress_updated") {
      this._percent.set(id, data.percent_complete);
      this._onChange();
    }
    const isNew = id && !this.items?.some((each) => each.investigation_id === id);
    const isRenamed = type === "state_updated" && data.changes?.settings;
    if (LIST_CHANGES.has(type) || isNew || isRenamed) this.reload();
  }

  /** Before the first report arrives, how far it is stands in the state only. */
  async _askForPercents() {
    const isUnknown = (each) => each.wizard_step === "PROGRESS" && each.status === "IN_PROGRESS" && !this._percent.has(each.investigation_id);
    for (const { investigation_id: id } of (this.items ?? []).filter(isUnknown).slice(0, MOST_ASKED)) {
      const found = await this._api.get(id).catch(() => null);
      if (!this._percent.has(id)) this._percent.set(id, found?.document.progress?.overall_progress ?? 0);
      this._onChange();
    }
  }

  _connected(state) {
    this.connection = state;
    this._onChange();
  }

  _failed(error) {
    this.problem = error.message;
    this._onChange();
  }
}
