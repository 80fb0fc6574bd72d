/** State that several components show: it is kept current while at least one of them is mounted. */

/**
 * @template {object} T
 * @typedef {object} Live
 * @property {() => T} getState an immutable snapshot
 * @property {(listener: () => void) => () => void} subscribe
 * @property {() => void} start
 * @property {() => void} stop after which it can start again
 */

/** @template {object} T @template {Live<T>} L */
export class Source {
  /**
   * @param {T} before the state until it has started, which a server renders and a browser hydrates
   * @param {L} live
   */
  constructor(before, live) {
    this.live = live;
    this.onStopped = () => {};
    this._users = 0;
    this._isStarted = false;
    // Properties, because React calls them without the object.
    this.getServerState = () => before;
    this.getState = () => (this._isStarted ? live.getState() : before);
    /** @param {() => void} listener */
    this.subscribe = (listener) => this._subscribe(listener);
  }

  /** @param {() => void} listener */
  _subscribe(listener) {
    const unsubscribe = this.live.subscribe(listener);
    this._users += 1;
    if (!this._isStarted) {
      // `start` may notify at once, and then the state is that of `live`.
      this._isStarted = true;
      this.live.start();
    }
    return () => {
      unsubscribe();
      this._users -= 1;
      // StrictMode, and a page that replaces another, subscribe again in the same task.
      queueMicrotask(() => this._stopIfUnused());
    };
  }

  _stopIfUnused() {
    if (this._users || !this._isStarted) return;
    this._isStarted = false;
    this.live.stop();
    this.onStopped();
  }
}
