/** Feed cursors: an event id `<epoch>-<offset>`, the same for all transports. */

/** @import { FeedEvent } from '../types/feed.js' */

/** Tracks the position of one reader in a feed and drops events that were already delivered. */
export class FeedCursor {
  /** @param {string | null} value null until the service has sent the head of the feed */
  constructor(value) {
    this.value = value;
  }

  /**
   * Advances over the events and returns those to deliver: stored events after the cursor, and a
   * `state_sync` that sets where the feed begins or resumes.
   * @param {FeedEvent[]} events
   */
  advance(events) {
    return events.filter((event) => (event.id ? this._accept(event.id) : this._synchronize(event)));
  }

  /**
   * Advances to the cursor of a poll answer, never backwards.
   * @param {string | null | undefined} cursor
   */
  moveTo(cursor) {
    if (cursor) this._accept(cursor);
  }

  /**
   * Returns whether the other cursor is ahead of this one, or in another epoch.
   * @param {string} other
   */
  isBehind(other) {
    return this.value === null || isAfter(other, this.value);
  }

  /** @param {string} id */
  _accept(id) {
    const isNew = this.isBehind(id);
    if (isNew) this.value = id;
    return isNew;
  }

  /** @param {FeedEvent} event */
  _synchronize({ event_type, data }) {
    if (event_type !== 'state_sync') return false;
    const isNewStart = data.sync_reason === 'cursor_expired' || this.value === null;
    if (isNewStart) this.value = data.cursor;
    return isNewStart;
  }
}

/**
 * Returns whether one cursor comes after another; a cursor of another epoch always does.
 * @param {string} one
 * @param {string} other
 */
export function isAfter(one, other) {
  return epochOf(one) !== epochOf(other) || offsetOf(one) > offsetOf(other);
}

/**
 * Returns the generation of the event log; it can contain dashes.
 * @param {string} cursor
 */
export function epochOf(cursor) {
  return cursor.slice(0, cursor.lastIndexOf('-'));
}

/**
 * Returns the position in the feed.
 * @param {string} cursor
 */
export function offsetOf(cursor) {
  return Number(cursor.slice(cursor.lastIndexOf('-') + 1));
}

/**
 * Returns the cursor of another offset in the same epoch.
 * @param {string} cursor
 * @param {number} offset
 */
export function cursorAt(cursor, offset) {
  return `${epochOf(cursor)}-${offset}`;
}
