/**
 * Reads the whole log of one investigation from the feed, with times and levels. A state has only
 * the newest lines, as plain text.
 */

import { cursorAt, offsetOf } from '../../client/feed/cursor.js';

/**
 * @import { WizardApi } from '../../client/index.js'
 * @import { FeedEvent } from '../../client/types/feed.js'
 * @import { InvestigationProgress } from '../../client/types/state.js'
 * @import { LogLine } from '../../elements/log.js'
 */

const MAX_POLLS = 20;
// The page may stay open for days.
const MAX_LINES = 10_000;

export class LogLines {
  /** @type {string | null} */
  _id = null;
  _lastOffset = -1;
  /** The events that arrived during the first read. @type {readonly FeedEvent[] | null} */
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
   * Reads what the feed retains, then the events that `add` gets.
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
      // The log is older than the feed, so the page shows the lines of the state.
      this.lines = null;
    }
    if (this._id !== id) return;
    const arrived = this._pending ?? [];
    this._pending = null;
    this.add(arrived);
    this._onChange();
  }

  /**
   * @param {readonly FeedEvent[]} events the newest of the feed, in order; known ones are skipped
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
