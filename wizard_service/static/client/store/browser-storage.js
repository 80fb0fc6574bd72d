/** What this browser keeps over a reload: the last state for seven days, and changes that were not stored yet. */

/**
 * @import { Change } from './local-changes.js'
 * @import { Confirmed } from './confirmed-state.js'
 */

export const LIFE_MS = 7 * 24 * 3600 * 1000;
const STATE = 'wizard:state:';
const CHANGES = 'wizard:changes:';

export class Vault {
  /**
   * @param {Storage | null} storage null: none, or forbidden
   * @param {(problem: string | null) => void} onProblem
   * @param {string} page
   * @param {string} user whose it is; others in this browser neither see nor send it
   */
  constructor(storage, onProblem, page, user) {
    this._storage = storage;
    this._onProblem = onProblem;
    this._page = page;
    // Ids have no @ in them.
    const whose = user && `${encodeURIComponent(user)}@`;
    this._state = STATE + whose;
    this._changes = CHANGES + whose;
    this._names(STATE)
      .concat(this._names(CHANGES))
      .filter((name) => !isFresh(this._kept(name)))
      .forEach((name) => this._remove(name));
  }

  /** @param {string} id @param {Confirmed} confirmed */
  keepState(id, { state, etag }) {
    this._keep(this._state + id, { state, etag, savedAt: Date.now() });
  }

  /** @param {string} id @returns {Confirmed | null} */
  stateOf(id) {
    const kept = this._kept(this._state + id);
    if (kept?.state?.investigation_id !== id || typeof kept.etag !== 'string') return null;
    if (!isFresh(kept)) return this.forgetState(id);
    return { state: kept.state, etag: kept.etag, wholeVersion: kept.state.version };
  }

  /** @param {string} id @returns {null} */
  forgetState(id) {
    this._remove(this._state + id);
    return null;
  }

  /** @param {string} id @param {Change[]} changes */
  keepChanges(id, changes) {
    if (changes.length) this._keep(this._nameOf(id), { changes, savedAt: Date.now() });
    else this._remove(this._nameOf(id));
  }

  /**
   * Take over what this page has left when it let go of the investigation, and what pages that are gone have left. Should
   * two take it at once, each change is still stored only once: that is what its key is for.
   * @param {string} id
   * @returns {Promise<Change[]>}
   */
  async adoptChanges(id) {
    const name = this._nameOf(id);
    // At once: the next change made here is kept under the same name.
    const own = this._take([name]);
    const living = await livingPages();
    const left = this._names(`${this._changes}${id}:`).filter(
      (each) => each !== name && !living.has(each.slice(each.lastIndexOf(':') + 1)),
    );
    return [...own, ...this._take(left)]
      .sort((one, other) => one.savedAt - other.savedAt)
      .flatMap(({ changes }) => changes);
  }

  /** @param {string[]} names @returns {{ changes: Change[], savedAt: number }[]} */
  _take(names) {
    const taken = names
      .map((name) => this._kept(name))
      .filter((kept) => Array.isArray(kept?.changes) && isFresh(kept));
    names.forEach((name) => this._remove(name));
    return taken;
  }

  /** @param {string} id */
  _nameOf(id) {
    return `${this._changes}${id}:${this._page}`;
  }

  /** @param {string} name @param {unknown} value */
  _keep(name, value) {
    const text = JSON.stringify(value);
    const isKept =
      this._attempt((storage) => storage.setItem(name, text)) || this._keepInstead(name, text);
    if (isKept) this._onProblem(null);
    else
      this._onProblem('This browser keeps nothing for a reload: its storage is full or blocked.');
  }

  /** States are only a convenience: give up the oldest until there is room. @param {string} name @param {string} text */
  _keepInstead(name, text) {
    const age = (/** @type {string} */ each) => this._kept(each)?.savedAt ?? 0;
    const oldestFirst = this._names(STATE)
      .filter((each) => each !== name)
      .sort((one, other) => age(one) - age(other));
    return oldestFirst.some((each) => {
      this._remove(each);
      return this._attempt((storage) => storage.setItem(name, text));
    });
  }

  /** @param {string} name @returns {any} */
  _kept(name) {
    /** @type {any} */
    let kept = null;
    this._attempt((storage) => (kept = JSON.parse(storage.getItem(name) ?? 'null')));
    return kept;
  }

  /** @param {string} beginning */
  _names(beginning) {
    /** @type {string[]} */
    let names = [];
    this._attempt(
      (storage) => (names = Array.from({ length: storage.length }, (_, n) => storage.key(n) ?? '')),
    );
    return names.filter((name) => name.startsWith(beginning));
  }

  /** @param {string} name */
  _remove(name) {
    this._attempt((storage) => storage.removeItem(name));
  }

  /** @param {(storage: Storage) => void} act @returns {boolean} */
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
export function browserStorage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

/** Show other pages that this one lives, as long as it does. @param {string} page @param {AbortSignal} signal */
export function showLife(page, signal) {
  const untilEnd = () =>
    new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  globalThis.navigator?.locks?.request(`wizard-page ${page}`, untilEnd).catch(() => undefined);
}

async function livingPages() {
  // Where storage is blocked locks are, too.
  const locks = await globalThis.navigator?.locks?.query().catch(() => null);
  return new Set((locks?.held ?? []).map(({ name }) => name?.replace('wizard-page ', '')));
}

/** @param {{ savedAt?: number } | null} kept */
function isFresh(kept) {
  return Date.now() - (kept?.savedAt ?? 0) < LIFE_MS;
}
