/** How the changes on their way came out, for whoever waits for one. */

/** @typedef {{ promise: Promise<void>, resolve: () => void, reject: (reason: unknown) => void }} Outcome */

export class Outcomes {
  constructor() {
    /** @type {Map<string, Outcome>} */
    this._byKey = new Map();
  }

  /** @param {string} key */
  of(key) {
    return this._at(key).promise;
  }

  /** The change goes on under another key. @param {string} key @param {string} newKey */
  move(key, newKey) {
    this._byKey.set(newKey, this._at(key));
    this._byKey.delete(key);
  }

  /** @param {string} key @param {unknown} error null: stored */
  settle(key, error) {
    const outcome = this._at(key);
    this._byKey.delete(key);
    if (error === null) outcome.resolve();
    else outcome.reject(error);
  }

  /** @param {string} key @returns {Outcome} */
  _at(key) {
    const known = this._byKey.get(key);
    if (known) return known;
    /** @type {any} */
    const outcome = {};
    outcome.promise = new Promise((resolve, reject) => Object.assign(outcome, { resolve, reject }));
    // Nobody has to wait for it.
    outcome.promise.catch(() => undefined);
    this._byKey.set(key, outcome);
    return outcome;
  }
}
