/** A Web Lock that elects one leader among the tabs of a browser. */

export class LeaderLock {
  /**
   * @param {string} name
   * @param {() => Promise<void>} lead runs while this page holds the lock; the lock is released
   *   when it settles
   * @param {() => void} onLost called when another page has taken the lock
   */
  constructor(name, lead, onLost) {
    this._name = name;
    this._lead = lead;
    this._onLost = onLost;
    this._waiting = new AbortController();
  }

  /** Queues for the lock. */
  wait() {
    this._request({ signal: this._requeue().signal });
  }

  /** Takes the lock from the page that holds it. */
  steal() {
    this._requeue();
    this._request({ steal: true });
  }

  /** Stops waiting for the lock. */
  leave() {
    this._waiting.abort();
  }

  /** Leaves the queue, so that a page never waits twice. */
  _requeue() {
    this._waiting.abort();
    this._waiting = new AbortController();
    return this._waiting;
  }

  /** @param {LockOptions} options */
  _request(options) {
    const { signal } = this._waiting;
    navigator.locks.request(this._name, options, this._lead).catch(() => {
      if (signal.aborted) return;
      this._onLost();
      this.wait();
    });
  }
}
