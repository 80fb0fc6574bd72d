/**
 * Records the ids of the feed as they arrive, with the transport that delivered them: the one in
 * use, or all of them in a comparison.
 */

import { cursorAt, offsetOf } from '../client/feed/cursor.js';
import { follow } from '../client/index.js';

/**
 * @import { TransportName } from '../client/feed/types.js'
 * @import { WizardApi } from '../client/index.js'
 * @import { FeedEvent } from '../client/types/feed.js'
 *
 * @typedef {object} FeedRow
 * @property {string} id
 * @property {number} offset
 * @property {string} type
 * @property {number | null} [version]
 * @property {string} [actor]
 * @property {Record<string, number>} lagMs by transport, the newest delivery first
 */

const MAX_ROWS = 120;
const REPLAYED_EVENTS = 12;

export class FeedLog {
  /** @type {ReturnType<typeof follow>[]} */
  _followings = [];
  /** @type {string | null} */
  _id = null;
  /** @type {Set<string | undefined>} */
  _known = new Set();
  _comparedSince = 0;
  /** The events, the newest first. @type {FeedRow[]} */
  rows = [];
  /** @type {string | null} */
  problem = null;

  /**
   * @param {WizardApi} api
   * @param {TransportName[]} transports to compare
   * @param {() => void} onChange
   */
  constructor(api, transports, onChange) {
    this._api = api;
    this._transports = transports;
    this._onChange = onChange;
  }

  get isComparing() {
    return this._followings.length > 0;
  }

  /** Starts over with another investigation, or with none. @param {string | null} id */
  clear(id) {
    this._closeAll();
    this._id = id;
    this._known = new Set();
    this._comparedSince = 0;
    this.rows = [];
    this.problem = null;
  }

  /**
   * @param {readonly FeedEvent[]} events the newest of the feed, in order
   * @param {TransportName | null} transport the one in use
   */
  add(events, transport) {
    for (const event of events) if (!this._known.has(event.id)) this._record(event, transport);
    this._known = new Set(events.map((event) => event.id));
  }

  /**
   * Follows by every transport from a few events back: each delivers every id.
   * @param {string} cursor
   */
  compare(cursor) {
    const start = cursorAt(cursor, Math.max(0, offsetOf(cursor) - REPLAYED_EVENTS));
    this._comparedSince = Date.now();
    this.rows = [];
    for (const transport of this._transports) this._follow(transport, start);
    this._onChange();
  }

  stopComparing() {
    this._closeAll();
    this._onChange();
  }

  _closeAll() {
    for (const following of this._followings) following.close();
    this._followings = [];
  }

  /** @param {TransportName} transport @param {string} cursor */
  async _follow(transport, cursor) {
    const options = { cursor, transports: [transport], shared: false };
    const following = follow(this._api, this._id, options);
    this._followings.push(following);
    try {
      for await (const event of following) {
        this._record(event, transport);
        this._onChange();
      }
    } catch (error) {
      this.problem = `${transport}: ${/** @type {Error} */ (error).message}`;
      this._onChange();
    }
  }

  /** @param {FeedEvent} event @param {TransportName | null} transport */
  _record({ id, committed_at: committedAt, event_type: type, version, actor }, transport) {
    if (!id || !committedAt) return;
    // A replayed event counts from the start of the comparison.
    const lag = Math.max(0, Date.now() - Math.max(Date.parse(committedAt), this._comparedSince));
    const lagMs = { [transport ?? '']: lag };
    const known = this.rows.find((row) => row.id === id);
    if (known) {
      known.lagMs = { ...lagMs, ...known.lagMs };
      return;
    }
    const row = { id, offset: offsetOf(id), type, version, actor, lagMs };
    const rows = [row, ...this.rows].sort((one, other) => other.offset - one.offset);
    this.rows = rows.slice(0, MAX_ROWS);
  }
}
