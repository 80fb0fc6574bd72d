/**
 * Reads the events of one investigation from the beginning of its feed, and passes them to readers,
 * which a state alone would not suffice for.
 */

import { cursorAt, offsetOf } from '../client/feed/cursor.js';

/**
 * @import { WizardApi } from '../client/index.js'
 * @import { FeedEvent } from '../client/types/feed.js'
 *
 * @typedef {object} EventReader
 * @property {() => void} reset another investigation was opened
 * @property {(events: FeedEvent[]) => void} add takes the next events, in order
 * @property {() => void} [complete] called when everything that the feed has was added
 * @property {(id: string, cursor: string) => void} [skip] called when it was not: the next events
 *   are those after the cursor
 */

// A poll returns at most 500 events. A feed with more than 20 times as many events for this
// investigation is read only that far, and continues at its end.
const MAX_POLLS = 20;

/** Reads the events that the feed retains, then follows it through `add`. */
export class FeedHistory {
  /** @type {string | null} */
  _id = null;
  _lastOffset = -1;
  /** The newest events while `open` reads, else null. @type {readonly FeedEvent[] | null} */
  _pending = null;

  /** @param {WizardApi} api @param {EventReader[]} readers @param {() => void} onChange */
  constructor(api, readers, onChange) {
    this._api = api;
    this._readers = readers;
    this._onChange = onChange;
  }

  close() {
    this._id = null;
    this._lastOffset = -1;
    this._pending = null;
    for (const reader of this._readers) reader.reset();
  }

  /**
   * Reads the events from the beginning of the feed. Those that `add` receives meanwhile follow.
   * @param {string} id
   * @param {string | null} cursor
   */
  async open(id, cursor) {
    if (this._id === id || !cursor) return;
    this.close();
    this._id = id;
    this._pending = [];
    // Usually a failure means that the feed no longer begins with the first event.
    const isRead = await this._readFrom(id, cursorAt(cursor, 0)).catch(() => false);
    if (this._id !== id) return;
    if (isRead) for (const reader of this._readers) reader.complete?.();
    else this._skip(id, cursor);
    const arrived = this._pending ?? [];
    this._pending = null;
    this.add(arrived);
    this._onChange();
  }

  /** @param {string} id @param {string} cursor */
  _skip(id, cursor) {
    this._lastOffset = Math.max(this._lastOffset, offsetOf(cursor));
    for (const reader of this._readers) reader.skip?.(id, cursorAt(cursor, this._lastOffset));
  }

  /**
   * Passes on the events that were not there yet.
   * @param {readonly FeedEvent[]} events the newest events that the store keeps, in order; a later
   * list includes the new ones of an earlier one
   */
  add(events) {
    if (this._pending) this._pending = events;
    else this._pass(events);
  }

  /** @param {readonly FeedEvent[]} events */
  _pass(events) {
    const fresh = events.filter((event) => this._isNew(event));
    const last = fresh.at(-1);
    if (!last?.id) return;
    this._lastOffset = offsetOf(last.id);
    for (const reader of this._readers) reader.add(fresh);
  }

  /** @param {FeedEvent} event */
  _isNew({ id, investigation_id }) {
    return id && investigation_id === this._id && offsetOf(id) > this._lastOffset;
  }

  /** Returns whether it has reached the end. @param {string} id @param {string} start */
  async _readFrom(id, start) {
    let cursor = start;
    for (let polls = 0; polls < MAX_POLLS && this._id === id; polls += 1) {
      const { events = [], cursor: next } = await this._api.poll(id, { cursor });
      if (this._id !== id) return false;
      this._pass(events);
      const last = events.at(-1)?.id;
      if (!last || next === cursor || offsetOf(next) > offsetOf(last)) return true;
      cursor = next;
    }
    return false;
  }
}
