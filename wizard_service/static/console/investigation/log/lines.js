/**
 * The log lines of one investigation, with times and levels. They come from the events of the feed,
 * because a state has only the newest lines, as plain text.
 */

import { cursorAt, offsetOf } from '../../../client/feed/cursor.js';
import { texts } from '../../../texts/console.js';
import { OlderEvents } from './older-events.js';

/**
 * @import { WizardApi } from '../../../client/index.js'
 * @import { FeedEvent } from '../../../client/types/feed.js'
 * @import { InvestigationProgress } from '../../../client/types/state.js'
 * @import { LogLine } from '../../../elements/log/lines.js'
 */

const OLDER_LINES = 1000;

/** An EventReader. */
export class LogLines {
  /** Whether there are lines before the first one. @type {'none' | 'there' | 'loading' | 'expired'} */
  older = 'none';
  /** @type {LogLine[]} */
  lines = [];
  /** Whether the feed was read as far as it goes, or from its end. */
  isRead = false;
  /** The tool whose lines are shown, null for all. @type {string | null} */
  tool = null;
  /** @type {OlderEvents | null} */
  _source = null;
  /** The latest reading of older lines. @type {Promise<void>} */
  _reading = Promise.resolve();

  /** @param {WizardApi} api @param {() => void} onChange */
  constructor(api, onChange) {
    this._api = api;
    this._onChange = onChange;
  }

  reset() {
    this.older = 'none';
    this.lines = [];
    this.isRead = false;
    this.tool = null;
    this._source = null;
  }

  /** @param {string | null} name */
  chooseTool(name) {
    this.tool = name;
    this._onChange();
  }

  complete() {
    this.isRead = true;
  }

  /** @param {FeedEvent[]} events */
  add(events) {
    const added = events.flatMap(linesOf);
    if (added.length) this.lines = [...this.lines, ...added];
  }

  /**
   * Starts over at the end of a feed that was not read from its beginning.
   * @param {string} id
   * @param {string} cursor
   */
  skip(id, cursor) {
    this.lines = [];
    this._source = new OlderEvents(this._api, id, cursorAt(cursor, offsetOf(cursor) + 1));
    this.older = 'there';
    this.readOlder();
  }

  /** Reads some of the lines before the first one. Failures leave them to be read again. */
  readOlder() {
    if (this.older === 'there' && this._source) this._reading = this._readOlder(this._source);
    return this._reading;
  }

  /** @param {OlderEvents} source */
  async _readOlder(source) {
    this.older = 'loading';
    this._onChange();
    /** @type {LogLine[]} */
    let found = [];
    try {
      while (source.isLeft && found.length < OLDER_LINES) {
        found = [...(await source.read()).flatMap(linesOf), ...found];
      }
    } catch {
      // The button stays, and reads what is missing.
    }
    if (this._source !== source) return;
    this.lines = [...found, ...this.lines];
    const ended = source.isExpired ? 'expired' : 'none';
    this.older = source.isLeft ? 'there' : ended;
    this.isRead = true;
    this._onChange();
  }

  /**
   * Returns all lines that the feed retains, null when another investigation was opened meanwhile.
   * Throws when they cannot be read.
   */
  async readAll() {
    const source = this._source;
    while (this.older === 'there' || this.older === 'loading') {
      const before = this.lines.length;
      await this.readOlder();
      if (this._source !== source) return null;
      if (this.older === 'there' && this.lines.length === before) {
        throw new Error(texts.investigation.olderUnreadable);
      }
    }
    return this.lines;
  }
}

/**
 * Returns the lines of the state, for a feed that no longer has as many.
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
