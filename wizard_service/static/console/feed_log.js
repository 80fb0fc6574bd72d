/** The ids of the feed as they arrive, and by which way: the one in use, or all at once side by side. */

import { follow } from "../client/index.js";
import { TRANSPORTS } from "../elements/transports.js";

const MOST_ROWS = 120;
const REPLAYED = 12;

export class FeedLog {
  constructor(api, network, onChange) {
    this._api = api;
    this._network = network;
    this._onChange = onChange;
    this.forget(null);
  }

  get isComparing() {
    return this._followings.length > 0;
  }

  /** Begin anew for another investigation. */
  forget(id) {
    for (const each of this._followings ?? []) each.close();
    this._followings = [];
    this._id = id;
    this._seen = new Set();
    this.rows = [];
    this.problem = null;
    this._begunAt = 0;
  }

  /** @param {object[]} events the newest of the feed, in order @param {string} transport the one in use */
  take(events, transport) {
    for (const event of events) if (event.id && !this._seen.has(event.id)) this._note(event, transport);
    this._seen = new Set(events.map((each) => each.id));
  }

  /** Follow by every transport, from the last few events on; each brings every id. */
  compare(cursor) {
    const from = before(cursor, REPLAYED);
    this._begunAt = Date.now();
    this.rows = [];
    const transports = TRANSPORTS.map((each) => each.transport);
    this._followings = transports.map((transport) => follow(this._api, this._id, { cursor: from, transports: [transport], shared: false }));
    this._followings.forEach((following, index) => this._watch(following, transports[index]));
    this._onChange();
  }

  stopComparing() {
    for (const each of this._followings) each.close();
    this._followings = [];
    this._onChange();
  }

  async _watch(following, transport) {
    try {
      for await (const event of following) {
        if (!event.id) continue;
        this._note(event, transport);
        this._onChange();
      }
    } catch (error) {
      this.problem = `${transport}: ${error.message}`;
      this._onChange();
    }
  }

  _note(event, transport) {
    // What is replayed is as old as the wish to see it.
    const lag = Math.max(0, Date.now() - Math.max(Date.parse(event.timestamp), this._begunAt));
    const known = this.rows.find((row) => row.id === event.id);
    if (known) {
      known.via = { [transport]: lag, ...known.via };
      return;
    }
    const row = { id: event.id, n: numberOf(event.id), type: event.event_type, version: event.version, actor: event.actor, via: { [transport]: lag } };
    this.rows = [row, ...this.rows].sort((one, other) => other.n - one.n).slice(0, MOST_ROWS);
  }
}

function numberOf(id) {
  return Number(id.slice(id.lastIndexOf("-") + 1));
}

function before(cursor, count) {
  return `${cursor.slice(0, cursor.lastIndexOf("-"))}-${Math.max(0, numberOf(cursor) - count)}`;
}
