/** One immutable value and those who want to know when it is another. */

/** @template T */
export class Container {
  /** @param {T} value */
  constructor(value) {
    this._value = value;
    /** @type {Set<() => void>} */
    this._listeners = new Set();
    this.get = () => this._value;
    /** @param {() => void} listener */
    this.subscribe = (listener) => {
      this._listeners.add(listener);
      return () => void this._listeners.delete(listener);
    };
  }

  /** Replace members; nobody is told when all are what they were. @param {Partial<T>} members */
  set(members) {
    const names = /** @type {(keyof T)[]} */ (Object.keys(members));
    if (names.every((name) => Object.is(this._value[name], members[name]))) return;
    this._value = Object.freeze({ ...this._value, ...members });
    [...this._listeners].forEach(tell);
  }
}

/** A page that fails to show a value must not end the feed that brought it. @param {() => void} listener */
function tell(listener) {
  try {
    listener();
  } catch (failure) {
    queueMicrotask(() => {
      throw failure;
    });
  }
}
