/** A place in line for the Web Lock of a name: the page that holds it leads. */

export class Line {
  /**
   * @param {string} name
   * @param {() => Promise<void>} lead lasts as long as this page wants to lead
   * @param {() => void} lose ends it: another page has taken the lock
   */
  constructor(name, lead, lose) {
    this._name = name;
    this._lead = lead;
    this._lose = lose;
    this._waiting = new AbortController();
  }

  wait() {
    this._request({ signal: this._next().signal });
  }

  /** Do not wait for the page that holds it. */
  steal() {
    this._next();
    this._request({ steal: true });
  }

  leave() {
    this._waiting.abort();
  }

  /** One place is enough: the one before is given up. */
  _next() {
    this._waiting.abort();
    this._waiting = new AbortController();
    return this._waiting;
  }

  /** @param {LockOptions} options */
  _request(options) {
    const { signal } = this._waiting;
    navigator.locks.request(this._name, options, this._lead).catch(() => {
      if (signal.aborted) return;
      this._lose();
      this.wait();
    });
  }
}
