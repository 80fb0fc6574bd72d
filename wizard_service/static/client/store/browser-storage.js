/** Data that survives a reload: the last state, for a time, and changes not stored yet. */

import { PageLock, findOpenPages } from '../page-lock.js';

/**
 * @import { ConfirmedState } from './confirmed-state.js'
 * @import { LocalChange } from './local-changes.js'
 *
 * @typedef {{ changes: LocalChange[], savedAt: number }} SavedChanges
 */

export const DEFAULT_MAX_AGE_MS = 7 * 24 * 3600 * 1000;
const STATE = 'wizard:state:';
const CHANGES = 'wizard:changes:';
const PROBLEM = 'This browser keeps nothing for a reload: its storage is full or blocked.';

export class BrowserStorage {
  /**
   * @param {Storage | null} storage null: the browser has none, or blocks it
   * @param {(problem: string | null) => void} onProblem
   * @param {string} user owner of the data: other users of this browser do not see or send it
   * @param {() => number | undefined} maxAgeMs undefined: seven days
   */
  constructor(storage, onProblem, user, maxAgeMs) {
    this._maxAgeMs = maxAgeMs;
    this._storage = storage;
    this._onProblem = onProblem;
    this._lock = new PageLock();
    // Investigation ids contain no @.
    const prefix = user && `${encodeURIComponent(user)}@`;
    this._statePrefix = STATE + prefix;
    this._changesPrefix = CHANGES + prefix;
  }

  /** Removes what has expired; from then on other pages know that this one is open. */
  open() {
    if (this._lock.isHeld) return;
    this._lock.hold();
    for (const name of [...this._names(STATE), ...this._names(CHANGES)]) {
      if (!this._isFresh(this._read(name))) this._remove(name);
    }
  }

  close() {
    this._lock.release();
  }

  /** @param {string} id @param {ConfirmedState} confirmed */
  saveState(id, { state, etag }) {
    this._write(this._statePrefix + id, { state, etag, savedAt: Date.now() });
  }

  /** @param {string} id @returns {ConfirmedState | null} */
  readState(id) {
    const saved = this._read(this._statePrefix + id);
    if (saved?.state?.investigation_id !== id || typeof saved.etag !== 'string') return null;
    if (this._isFresh(saved)) {
      return { state: saved.state, etag: saved.etag, wholeVersion: saved.state.version };
    }
    this.removeState(id);
    return null;
  }

  /** @param {string} id */
  removeState(id) {
    this._remove(this._statePrefix + id);
  }

  /** @param {string} id @param {LocalChange[]} changes */
  saveChanges(id, changes) {
    if (changes.length) this._write(this._changesName(id), { changes, savedAt: Date.now() });
    else this._remove(this._changesName(id));
  }

  /**
   * Takes over the changes that this page left when it closed the investigation, and those of pages
   * that no longer exist. When two pages take over a change, its key makes the service store it
   * once.
   * @param {string} id
   * @returns {Promise<LocalChange[]>}
   */
  async adoptChanges(id) {
    const ownName = this._changesName(id);
    // This must precede the await, because the next change of this page is saved under the same
    // name.
    const own = this._take([ownName]);
    const openPages = await findOpenPages();
    const abandoned = this._names(`${this._changesPrefix}${id}:`).filter(
      (name) => name !== ownName && !openPages.has(name.slice(name.lastIndexOf(':') + 1)),
    );
    const saved = [...own, ...this._take(abandoned)];
    return saved
      .sort((one, other) => one.savedAt - other.savedAt)
      .flatMap(({ changes }) => changes);
  }

  /** Reads and removes. @param {string[]} names @returns {SavedChanges[]} */
  _take(names) {
    const saved = names.map((name) => this._read(name));
    for (const name of names) this._remove(name);
    return saved.filter((entry) => Array.isArray(entry?.changes) && this._isFresh(entry));
  }

  /** @param {string} id */
  _changesName(id) {
    return `${this._changesPrefix}${id}:${this._lock.page}`;
  }

  /** @param {string} name @param {unknown} value */
  _write(name, value) {
    const text = JSON.stringify(value);
    /** @param {Storage} storage */
    const write = (storage) => storage.setItem(name, text);
    const isWritten = this._attempt(write) || this._writeInstead(name, write);
    this._onProblem(isWritten ? null : PROBLEM);
  }

  /**
   * Removes states, which are only a cache, the oldest first, until there is room.
   * @param {string} name
   * @param {(storage: Storage) => void} write
   */
  _writeInstead(name, write) {
    /** @param {string} other */
    const savedAt = (other) => this._read(other)?.savedAt ?? 0;
    return this._names(STATE)
      .filter((other) => other !== name)
      .sort((one, other) => savedAt(one) - savedAt(other))
      .some((oldest) => {
        this._remove(oldest);
        return this._attempt(write);
      });
  }

  /** @param {string} name @returns {any} null: absent, or not JSON */
  _read(name) {
    /** @type {any} */
    let value = null;
    this._attempt((storage) => (value = JSON.parse(storage.getItem(name) ?? 'null')));
    return value;
  }

  /** @param {string} prefix */
  _names(prefix) {
    /** @type {string[]} */
    let names = [];
    this._attempt((storage) => {
      names = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '');
    });
    return names.filter((name) => name.startsWith(prefix));
  }

  /** @param {{ savedAt?: number } | null} saved */
  _isFresh(saved) {
    return Date.now() - (saved?.savedAt ?? 0) < (this._maxAgeMs() ?? DEFAULT_MAX_AGE_MS);
  }

  /** @param {string} name */
  _remove(name) {
    this._attempt((storage) => storage.removeItem(name));
  }

  /** @param {(storage: Storage) => void} act @returns {boolean} false: full or blocked */
  _attempt(act) {
    if (this._storage === null) return false;
    try {
      act(this._storage);
      return true;
    } catch {
      return false;
    }
  }
}

/** @returns {Storage | null} */
export function localStorageOrNull() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
