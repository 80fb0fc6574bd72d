/** One immutable value and those who want to know when it is another. */
/** @template T */
export class Container<T> {
    /** @param {T} value */
    constructor(value: T);
    _value: T;
    /** @type {Set<() => void>} */
    _listeners: Set<() => void>;
    get: () => T;
    /** @param {() => void} listener */
    subscribe: (listener: () => void) => () => undefined;
    /** Replace members; nobody is told when all are what they were. @param {Partial<T>} members */
    set(members: Partial<T>): void;
}
