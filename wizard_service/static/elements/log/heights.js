/**
 * Computes which lines of a long list are on the screen. Lines are counted in blocks; a block has
 * an estimated height until it was rendered and measured.
 */

/** @import { LogLine } from './lines.js' */

const BLOCK = 10;
export const ROW_PX = 18;
const CHARACTER_PX = 7.2;
// The time, and the space around the agent.
const PREFIX_CHARACTERS = 10;

/**
 * @typedef {object} Range
 * @property {number} first index of the first line to render
 * @property {number} end index after the last one
 * @property {number} above height of the lines before, in px
 * @property {number} below height of the lines after, in px
 */

export class Heights {
  /** The height of each block. @type {number[]} */
  _blocks = [];
  /** @type {LogLine[]} */
  _lines = [];
  /** Characters of a row; null where lines are not wrapped. @type {number | null} */
  _columns = null;

  get total() {
    return sum(this._blocks, this._blocks.length);
  }

  /** @param {number} width of a row in px @param {boolean} isWrapped */
  setWidth(width, isWrapped) {
    const columns = isWrapped ? Math.max(10, Math.floor(width / CHARACTER_PX)) : null;
    if (columns !== this._columns) this._lines = [];
    this._columns = columns;
  }

  /** Takes the lines to show; what was measured is kept while lines are only appended. @param {LogLine[]} lines */
  setLines(lines) {
    const count = this._lines.length;
    const isGrown =
      count > 0 && lines[0] === this._lines[0] && lines[count - 1] === this._lines.at(-1);
    this._blocks.length = isGrown ? Math.floor(count / BLOCK) : 0;
    this._lines = lines;
    for (let at = this._blocks.length * BLOCK; at < lines.length; at += BLOCK) {
      this._blocks.push(this._estimate(lines.slice(at, at + BLOCK)));
    }
  }

  /** Returns the lines between two heights, and one block more on both sides. @param {number} top @param {number} height @returns {Range} */
  range(top, height) {
    const first = Math.max(0, this._blockAt(top) - 1);
    const end = Math.min(this._blocks.length, this._blockAt(top + height) + 2);
    const above = sum(this._blocks, first);
    const below = Math.max(0, this.total - sum(this._blocks, end));
    return { first: first * BLOCK, end: Math.min(this._lines.length, end * BLOCK), above, below };
  }

  /** Returns the height of the blocks before that of a line. @param {number} index */
  topOf(index) {
    return sum(this._blocks, Math.floor(index / BLOCK));
  }

  /** Takes the heights of whole blocks. @param {number} first index of the first line @param {number[]} tops of lines */
  measure(first, tops) {
    for (let at = 0; at + BLOCK < tops.length; at += BLOCK) {
      this._blocks[(first + at) / BLOCK] = tops[at + BLOCK] - tops[at];
    }
  }

  /** @param {number} px */
  _blockAt(px) {
    let top = 0;
    const found = this._blocks.findIndex((height) => (top += height) > px);
    return found < 0 ? this._blocks.length - 1 : found;
  }

  /** @param {LogLine[]} lines */
  _estimate(lines) {
    const columns = this._columns;
    if (columns === null) return lines.length * ROW_PX;
    const rows = lines.map(({ message, agent_name: agent = '' }) =>
      Math.ceil((PREFIX_CHARACTERS + agent.length + message.length) / columns),
    );
    return rows.reduce((one, other) => one + other, 0) * ROW_PX;
  }
}

/** @param {number[]} values @param {number} count */
function sum(values, count) {
  let total = 0;
  for (let index = 0; index < count; index += 1) total += values[index];
  return total;
}
