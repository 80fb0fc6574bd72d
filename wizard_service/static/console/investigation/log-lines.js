/**
 * The log lines of one investigation, with times and levels. They come from the events of the feed,
 * because a state has only the newest lines, as plain text.
 */

/**
 * @import { FeedEvent } from '../../client/types/feed.js'
 * @import { InvestigationProgress } from '../../client/types/state.js'
 * @import { LogLine } from '../../elements/log.js'
 */

// The page may stay open for days.
const MAX_LINES = 10_000;

export class LogLines {
  _isComplete = false;
  /** @type {LogLine[]} */
  _lines = [];

  /** The lines, null where the feed no longer has all of them: the page shows those of the state. */
  get lines() {
    return this._isComplete ? this._lines : null;
  }

  reset() {
    this._isComplete = false;
    this._lines = [];
  }

  /** @param {FeedEvent[]} events */
  add(events) {
    const added = events.flatMap(linesOf);
    if (added.length) this._lines = [...this._lines, ...added].slice(-MAX_LINES);
  }

  complete() {
    this._isComplete = true;
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
