/** An immutable value with listeners that are called when it changes. */

/** @template {object} T */
export class Observable {
  /** @param {T} value */
  constructor(value) {
    this._value = value;
    /** @type {Set<() => void>} */
    this._listeners = new Set();
    // Properties, because useSyncExternalStore of React calls them without the object.
    this.get = () => this._value;
    /** @param {() => void} listener */
    this.subscribe = (listener) => {
      this._listeners.add(listener);
      return () => void this._listeners.delete(listener);
    };
  }

  /**
   * Replaces members, and calls the listeners if any member differs.
   * @param {Partial<T>} members
   */
  set(members) {
    const names = /** @type {(keyof T)[]} */ (Object.keys(members));
    if (names.every((name) => Object.is(this._value[name], members[name]))) return;
    this._value = Object.freeze({ ...this._value, ...members });
    for (const listener of [...this._listeners]) notify(listener);
  }
}

/**
 * A listener that throws must not end the feed that changed the value.
 * @param {() => void} listener
 */
function notify(listener) {
  try {
    listener();
  } catch (failure) {
    queueMicrotask(() => {
      throw failure;
    });
  }
}
