/**
 * The log lines of one investigation, with times and levels. They are read from the feed, because a
 * state has only the newest lines, as plain text.
 */

import { cursorAt, offsetOf } from '../../client/feed/cursor.js';

/**
 * @import { WizardApi } from '../../client/index.js'
 * @import { FeedEvent } from '../../client/types/feed.js'
 * @import { InvestigationProgress } from '../../client/types/state.js'
 * @import { LogLine } from '../../elements/log.js'
 */

// A poll returns at most 500 events. The log of a feed with more than 20 times as many events for
// this investigation is read only that far, and continues with the events that `add` receives.
const MAX_POLLS = 20;
// The page may stay open for days.
const MAX_LINES = 10_000;

/** Reads the lines that the feed retains, then follows it through `add`. */
export class LogLines {
  /** @type {string | null} */
  _id = null;
  _lastOffset = -1;
  /** The newest events while `open` reads, else null. @type {readonly FeedEvent[] | null} */
  _pending = null;
  /** @type {LogLine[] | null} */
  lines = null;

  /** @param {WizardApi} api @param {() => void} onChange */
  constructor(api, onChange) {
    this._api = api;
    this._onChange = onChange;
  }

  close() {
    this._id = null;
    this._lastOffset = -1;
    this._pending = null;
    this.lines = null;
  }

  /**
   * Reads the lines from the beginning of the feed. Events that `add` receives meanwhile follow.
   * @param {string} id
   * @param {string | null} cursor
   */
  async open(id, cursor) {
    if (this._id === id || !cursor) return;
    this.close();
    this._id = id;
    this._pending = [];
    try {
      await this._readFrom(id, cursorAt(cursor, 0));
    } catch {
      // Usually the feed no longer begins with the first line (`cursor_expired`). After this or any
      // other failure the page shows the lines of the state, which it has anyway.
      this.lines = null;
    }
    if (this._id !== id) return;
    const arrived = this._pending ?? [];
    this._pending = null;
    this.add(arrived);
    this._onChange();
  }

  /**
   * Adds the lines of events that are not there yet.
   * @param {readonly FeedEvent[]} events the newest events that the store keeps, in order; a later
   * list includes the new ones of an earlier one
   */
  add(events) {
    if (this._pending) {
      this._pending = events;
      return;
    }
    const fresh = events.filter((event) => this._isNew(event));
    const last = fresh.at(-1);
    if (!last?.id) return;
    this._lastOffset = offsetOf(last.id);
    const added = fresh.flatMap(linesOf);
    if (added.length && this.lines) this.lines = [...this.lines, ...added].slice(-MAX_LINES);
  }

  /** @param {FeedEvent} event */
  _isNew({ id, investigation_id }) {
    return id && investigation_id === this._id && offsetOf(id) > this._lastOffset;
  }

  /** @param {string} id @param {string} start */
  async _readFrom(id, start) {
    /** @type {LogLine[]} */
    const lines = [];
    let cursor = start;
    for (let polls = 0; polls < MAX_POLLS && this._id === id; polls += 1) {
      const { events = [], cursor: next } = await this._api.poll(id, { cursor });
      lines.push(...events.flatMap(linesOf));
      const last = events.at(-1)?.id;
      if (last) this._lastOffset = offsetOf(last);
      if (!last || next === cursor || offsetOf(next) > offsetOf(last)) break;
      cursor = next;
    }
    this.lines = lines.slice(-MAX_LINES);
  }
}

/**
 * Returns the lines of the state, for a feed that no longer has them.
 * @param {InvestigationProgress | null | undefined} progress
 * @returns {LogLine[]}
 */
export function plainLines(progress) {
  const { logs = [], agents = [] } = progress ?? {};
  const agentLines = agents.flatMap(({ agent_name, logs: messages = [] }) =>
    messages.map((message) => ({ message, agent_name })),
  );
  return [...logs.map((message) => ({ message })), ...agentLines];
}

/** @param {FeedEvent} event @returns {LogLine[]} */
function linesOf({ event_type: type, data, timestamp }) {
  if (type === 'log_appended') {
    return data.lines.map((/** @type {LogLine} */ line) => ({ ...line, timestamp }));
  }
  const isError = type === 'error_occurred';
  return isError ? [{ message: data.error_message, level: 'error', timestamp }] : [];
}
