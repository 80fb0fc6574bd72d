/** Where in a feed we are: one cursor for all transports, and what is new after it. */

/** @import { FeedEvent } from '../types.js' */

export class Place {
  /** @param {string | null} cursor null until the service has said where now is */
  constructor(cursor) {
    this.cursor = cursor;
  }

  /**
   * Return what of these is to be told, moving on: stored events after the cursor, and a `state_sync` that says where
   * the feed begins or goes on from.
   * @param {FeedEvent[]} events
   */
  advance(events) {
    return events.filter((event) => this._takes(event));
  }

  /** @param {string | null | undefined} cursor */
  moveTo(cursor) {
    if (cursor && this.isBehind(cursor)) this.cursor = cursor;
  }

  /** Whether a cursor lies ahead of this place, or in another epoch. @param {string} cursor */
  isBehind(cursor) {
    return this.cursor === null || isAfter(cursor, this.cursor);
  }

  /** @param {FeedEvent} event */
  _takes(event) {
    if (event.id) {
      if (!this.isBehind(event.id)) return false;
      this.cursor = event.id;
      return true;
    }
    if (event.event_type !== 'state_sync') return false;
    const isWanted = event.data.sync_reason === 'cursor_expired' || this.cursor === null;
    if (isWanted) this.cursor = event.data.cursor;
    return isWanted;
  }
}

/** Whether one event id comes after another: `n` of `<epoch>-<n>` counts the feed. @param {string} one @param {string} other */
export function isAfter(one, other) {
  const [epoch, n] = parts(one);
  const [otherEpoch, otherN] = parts(other);
  return epoch !== otherEpoch || n > otherN;
}

/** @param {string} cursor @returns {[string, number]} */
export function parts(cursor) {
  const dash = cursor.lastIndexOf('-');
  return [cursor.slice(0, dash), Number(cursor.slice(dash + 1))];
}
