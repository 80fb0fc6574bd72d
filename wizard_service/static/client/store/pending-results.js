/** The results of changes that the service has not decided yet, as promises. */

/**
 * @typedef {object} PendingResult
 * @property {Promise<void>} promise
 * @property {() => void} resolve
 * @property {(reason: unknown) => void} reject
 */

export class PendingResults {
  constructor() {
    /** @type {Map<string, PendingResult>} */
    this._byKey = new Map();
  }

  /** Returns the promise of a change. @param {string} key */
  promiseOf(key) {
    return this._get(key).promise;
  }

  /** Continues a result under another key. @param {string} key @param {string} newKey */
  move(key, newKey) {
    this._byKey.set(newKey, this._get(key));
    this._byKey.delete(key);
  }

  /** @param {string} key @param {unknown} error null: stored */
  settle(key, error) {
    const result = this._get(key);
    this._byKey.delete(key);
    if (error === null) result.resolve();
    else result.reject(error);
  }

  /** @param {string} key @returns {PendingResult} */
  _get(key) {
    const pending = this._byKey.get(key);
    if (pending) return pending;
    /** @type {any} */
    const result = {};
    result.promise = new Promise((resolve, reject) => Object.assign(result, { resolve, reject }));
    // A caller can ignore the promise.
    result.promise.catch(() => undefined);
    this._byKey.set(key, result);
    return result;
  }
}
