/** Server-sent events out of text (HTML standard 9.2.6), wherever the text is cut. */

/** @typedef {{ event: string, data: string, id: string }} Frame id: the last one that the stream has named */

export class SseParser {
  constructor() {
    /** The reconnection time that the stream asked for last. @type {number | null} */
    this.retryMs = null;
    this._rest = '';
    this._afterCr = false;
    this._atStart = true;
    this._event = '';
    this._id = '';
    /** @type {string[]} */
    this._data = [];
  }

  /**
   * Return the events that `piece` completes.
   * @param {string} piece
   * @returns {Frame[]}
   */
  feed(piece) {
    return this._lines(piece).flatMap((line) => this._take(line));
  }

  /** @param {string} piece */
  _lines(piece) {
    if (this._atStart && piece) {
      this._atStart = false;
      if (piece.startsWith('\uFEFF')) piece = piece.slice(1);
    }
    // A CR ends its line at once; the LF of a CRLF that was cut in two belongs to it.
    if (this._afterCr && piece.startsWith('\n')) piece = piece.slice(1);
    else if (!piece) return [];
    this._afterCr = piece.endsWith('\r');
    const lines = piece.split(/\r\n|\r|\n/);
    lines[0] = this._rest + lines[0];
    this._rest = lines.pop() ?? '';
    return lines;
  }

  /** @param {string} line @returns {Frame[]} */
  _take(line) {
    if (line === '') return this._dispatched();
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') this._data.push(value);
    else if (name === 'event') this._event = value;
    else if (name === 'id' && !value.includes('\0')) this._id = value;
    else if (name === 'retry' && /^[0-9]+$/.test(value)) this.retryMs = Number(value);
    return [];
  }

  _dispatched() {
    const frame = { event: this._event || 'message', data: this._data.join('\n'), id: this._id };
    const frames = this._data.length ? [frame] : [];
    this._event = '';
    this._data = [];
    return frames;
  }
}
