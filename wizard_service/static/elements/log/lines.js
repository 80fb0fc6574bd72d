/** Log lines: which of them match what the user looks for, and their text. */

import { texts } from '../../texts/elements.js';

/**
 * @typedef {object} LogLine
 * @property {string} message
 * @property {string} [level]
 * @property {string} [agent_name]
 * @property {string} [timestamp]
 *
 * @typedef {object} ToolRun when a tool ran
 * @property {string} tool_name
 * @property {string} [started_at]
 * @property {string | null} [completed_at] null while it runs
 */

export const LEVELS = ['debug', 'info', 'warning', 'error'];

/** Selects lines by text, level and tool, and looks at each line once while the log grows. */
export class LineFilter {
  query = '';
  level = 'debug';
  /** @type {ToolRun | null} */
  tool = null;
  /** Query, level and tool of the last result. */
  _key = '';
  /** @type {LogLine[]} */
  _seen = [];
  /** @type {LogLine[]} */
  _matching = [];

  get isActive() {
    return Boolean(this.query || this.tool || this.level !== 'debug');
  }

  /** Returns the lines that match, in order. @param {LogLine[]} lines @returns {LogLine[]} */
  matching(lines) {
    if (!this.isActive) return lines;
    if (lines === this._seen && this._key === this._state()) return this._matching;
    const isGrown =
      this._key === this._state() &&
      lines[0] === this._seen[0] &&
      lines[this._seen.length - 1] === this._seen.at(-1);
    const known = isGrown ? this._matching : [];
    const fresh = isGrown ? lines.slice(this._seen.length) : lines;
    this._matching = [...known, ...fresh.filter(this._test())];
    this._seen = lines;
    this._key = this._state();
    return this._matching;
  }

  /** @param {LogLine[]} matching @param {LogLine[]} lines @param {boolean} hasOlder */
  countText({ length }, lines, hasOlder) {
    const all = lines.length;
    if (this.isActive) return texts.log.partOf(length, all);
    return hasOlder ? texts.log.newest(all) : texts.count.lines(all);
  }

  _state() {
    const { tool_name: name, started_at: start, completed_at: end } = this.tool ?? {};
    return JSON.stringify([this.query, this.level, name, start, end]);
  }

  /** @returns {(line: LogLine) => boolean} */
  _test() {
    const query = this.query.toLowerCase();
    const lowest = LEVELS.indexOf(this.level);
    return (line) =>
      Math.max(LEVELS.indexOf(line.level ?? 'info'), 0) >= lowest &&
      (!query || textOf(line).toLowerCase().includes(query)) &&
      (!this.tool || isOfTool(line, this.tool));
  }
}

/**
 * Returns whether a line was logged while the tool ran, or by an agent of its name. A line does not
 * name the tool that it is about.
 * @param {LogLine} line
 * @param {ToolRun} tool
 */
function isOfTool(line, { tool_name: name, started_at: start, completed_at: end }) {
  if (line.agent_name === name) return true;
  const at = Date.parse(line.timestamp ?? '');
  if (!start || Number.isNaN(at)) return false;
  return at >= Date.parse(start) && (!end || at <= Date.parse(end));
}

/** @param {LogLine} line */
function textOf({ message, agent_name: agent }) {
  return agent ? `${agent} ${message}` : message;
}

/** Returns lines as text, to be copied or saved. @param {LogLine[]} lines */
export function asText(lines) {
  return lines.map((line) => `${rowText(line)}\n`).join('');
}

/** @param {LogLine} line */
function rowText({ timestamp, level = 'info', agent_name: agent, message }) {
  return [timestamp, level.toUpperCase().padEnd(7), agent, message].filter(Boolean).join(' ');
}

/**
 * Splits a text at every match of the query, case ignored.
 * @param {string} text
 * @param {string} query
 * @returns {{ text: string, isMatch: boolean }[]}
 */
export function split(text, query) {
  if (!query) return [{ text, isMatch: false }];
  const lower = text.toLowerCase();
  const wanted = query.toLowerCase();
  const pieces = [];
  let at = 0;
  for (let next = lower.indexOf(wanted); next >= 0; next = lower.indexOf(wanted, at)) {
    pieces.push({ text: text.slice(at, next), isMatch: false });
    pieces.push({ text: text.slice(next, next + wanted.length), isMatch: true });
    at = next + wanted.length;
  }
  return [...pieces, { text: text.slice(at), isMatch: false }].filter((piece) => piece.text);
}
