/** Reads the events of one investigation backwards, a window of its feed at a time. */

import { cursorAt, offsetOf } from '../../../client/feed/cursor.js';
import { WizardError } from '../../../client/problem.js';

/**
 * @import { WizardApi } from '../../../client/index.js'
 * @import { FeedEvent } from '../../../client/types/feed.js'
 */

// A feed has the events of all investigations of an owner, so a window of it can have none of this
// one; the next window is twice as wide.
const FIRST_WIDTH = 500;
// The feed no longer has the events, or the installation has no polling, which alone reads backwards.
const UNREADABLE = new Set(['cursor_expired', 'feature_disabled']);

export class OlderEvents {
  /** Whether no events before those that were read can be read. */
  isExpired = false;
  _width = FIRST_WIDTH;

  /**
   * @param {WizardApi} api
   * @param {string} id
   * @param {string} before the events before this id are read
   */
  constructor(api, id, before) {
    this._api = api;
    this._id = id;
    this._before = before;
  }

  /** Whether the feed has events that were not read yet. */
  get isLeft() {
    return !this.isExpired && offsetOf(this._before) > 1;
  }

  /** Returns the events of the next window, in order. @returns {Promise<FeedEvent[]>} */
  async read() {
    const start = Math.max(0, offsetOf(this._before) - 1 - this._width);
    const events = await this._readAfter(cursorAt(this._before, start)).catch((failure) => {
      if (!(failure instanceof WizardError) || !UNREADABLE.has(failure.code)) throw failure;
      this.isExpired = true;
      const { earliest } = failure.problem;
      return earliest ? this._readAfter(earliest) : [];
    });
    this._before = cursorAt(this._before, start + 1);
    this._width *= 2;
    return events;
  }

  /** @param {string} start */
  async _readAfter(start) {
    const end = offsetOf(this._before);
    const found = [];
    let cursor = start;
    while (offsetOf(cursor) < end - 1) {
      const { events = [], cursor: next } = await this._api.poll(this._id, { cursor });
      found.push(...events.filter(({ id }) => id && offsetOf(id) < end));
      if (next === cursor) break;
      cursor = next;
    }
    return found;
  }
}
