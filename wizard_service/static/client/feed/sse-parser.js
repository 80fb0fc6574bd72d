/** A parser of server-sent events (HTML standard 9.2.6) that accepts text cut at any position. */

/** @typedef {{ event: string, data: string, id: string }} Frame id: the last one in the stream */

export class SseParser {
  constructor() {
    /** The last reconnection time that the stream set. @type {number | null} */
    this.retryMs = null;
    this._partialLine = '';
    this._afterCr = false;
    this._atStart = true;
    this._event = '';
    this._id = '';
    /** @type {string[]} */
    this._data = [];
  }

  /**
   * Returns the events that `chunk` completes.
   * @param {string} chunk
   * @returns {Frame[]}
   */
  feed(chunk) {
    return this._lines(chunk).flatMap((line) => this._parseLine(line));
  }

  /** @param {string} chunk */
  _lines(chunk) {
    if (this._atStart && chunk) {
      this._atStart = false;
      if (chunk.startsWith('\uFEFF')) chunk = chunk.slice(1);
    }
    // A CR ends its line at once; the LF of a CRLF cut in two belongs to the same line end.
    if (this._afterCr && chunk.startsWith('\n')) chunk = chunk.slice(1);
    else if (!chunk) return [];
    this._afterCr = chunk.endsWith('\r');
    const lines = chunk.split(/\r\n|\r|\n/);
    lines[0] = this._partialLine + lines[0];
    this._partialLine = lines.pop() ?? '';
    return lines;
  }

  /** @param {string} line @returns {Frame[]} */
  _parseLine(line) {
    if (line === '') return this._dispatch();
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') this._data.push(value);
    else if (name === 'event') this._event = value;
    else if (name === 'id' && !value.includes('\0')) this._id = value;
    else if (name === 'retry' && /^[0-9]+$/.test(value)) this.retryMs = Number(value);
    return [];
  }

  _dispatch() {
    const data = this._data.join('\n');
    const frame = { event: this._event || 'message', data, id: this._id };
    const frames = this._data.length ? [frame] : [];
    this._event = '';
    this._data = [];
    return frames;
  }
}
