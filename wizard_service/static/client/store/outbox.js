/** Local changes on their way to the service: sent in order, and rolled back when refused. */

import { backoffMs, sleep } from '../backoff.js';
import { randomKey } from '../http.js';
import { WizardError, isAnswered } from '../problem.js';
import { combine, conflictOf, inverse, rebase } from './local-changes.js';
import { PendingResults } from './pending-results.js';

/**
 * @import { WizardApi } from '../api/index.js'
 * @import { JsonObject, Tagged, WizardState, WizardStateUpdate } from '../types/state.js'
 * @import { LocalChange } from './local-changes.js'
 * @import { Conflict } from './types.js'
 *
 * @typedef {object} OutboxListener
 * @property {(state: WizardState, etag: string) => void} onConfirmed
 * @property {() => void} onChanged called when `changes`, `conflict` or `isOffline` differ
 * @property {(error: WizardError) => void} onWaiting the request had no effect; the change is
 *   sent again
 * @property {(error: WizardError) => void} onRefused
 */

// Changes that follow each other this closely, such as keystrokes in a form, are sent as one.
const GATHER_MS = 50;

export class Outbox {
  /** @param {WizardApi} api @param {string} investigationId @param {OutboxListener} listener */
  constructor(api, investigationId, listener) {
    this._api = api;
    this._id = investigationId;
    this._listener = listener;
    /** @type {LocalChange[]} */
    this.changes = [];
    this.conflict = /** @type {Conflict | null} */ (null);
    this.isOffline = false;
    this._isSending = false;
    /** @type {(() => void)[]} */
    this._idleCallbacks = [];
    this._results = new PendingResults();
    this._closing = new AbortController();
    this._retryNow = new AbortController();
  }

  /**
   * Merges a change into the last one, or appends it when the last one was sent already.
   * @param {WizardStateUpdate} patch
   * @param {JsonObject} shown the state that the user has changed
   * @param {string} etag of that state
   * @returns {Promise<void>} settles when the service has decided
   */
  add(patch, shown, etag) {
    const change = { key: randomKey(), patch, before: inverse(shown, patch), etag, isSent: false };
    const last = this.changes.at(-1);
    const isCombinable = last && !last.isSent && last.etag === etag;
    const combined = isCombinable ? combine(last, change) : null;
    this._enqueue(combined ? this.changes.slice(0, -1) : this.changes, [combined ?? change]);
    return this._results.promiseOf((combined ?? change).key);
  }

  /** Puts the changes of an earlier page before those of this. @param {LocalChange[]} changes */
  adopt(changes) {
    this._enqueue(changes, this.changes);
  }

  /** Sends at once; resolves when nothing more can be sent for now. @returns {Promise<void>} */
  flush() {
    this._retryNow.abort();
    this._send();
    return new Promise((resolve) => this._idleCallbacks.push(resolve));
  }

  /** @param {'mine' | 'theirs' | WizardStateUpdate} choice @returns {Promise<void>} */
  async resolve(choice) {
    const [change, ...rest] = this.changes;
    if (!this.conflict || !change) return;
    const { theirs } = this.conflict;
    this.conflict = null;
    if (choice === 'theirs') {
      this._settle(change, null);
      this._send();
      return;
    }
    const patch = choice === 'mine' ? change.patch : choice;
    // A decision is a new request, so it needs a new key. Its etag is that of `theirs`: the user
    // has not seen what came later.
    const decided = { ...change, key: randomKey(), patch, before: inverse(theirs, patch) };
    this._results.move(change.key, decided.key);
    this._enqueue([{ ...decided, isSent: false }], rest);
    return this._results.promiseOf(decided.key);
  }

  /** Drops all changes. */
  clear() {
    const reason = new WizardError(0, 'rolled_back', 'The change was rolled back.');
    this.conflict = null;
    this.isOffline = false;
    for (const change of this.changes) this._settle(change, reason);
  }

  /** Stops sending; a later page adopts the changes from the browser's storage. */
  close() {
    this._closing.abort();
  }

  /** @param {LocalChange[]} first @param {LocalChange[]} then */
  _enqueue(first, then) {
    this.changes = [...first, ...then];
    this._listener.onChanged();
    this._send();
  }

  async _send() {
    if (this._isSending) return;
    this._isSending = true;
    try {
      await sleep(GATHER_MS, this._closing.signal);
      let failures = 0;
      while (this.changes.length && !this.conflict) failures = await this._sendFirst(failures);
    } catch (failure) {
      if (!this._closing.signal.aborted) throw failure;
    } finally {
      this._isSending = false;
      this._reportIdle();
    }
  }

  /** Returns the number of failures in a row. @param {number} failures */
  async _sendFirst(failures) {
    const change = this._markSent();
    try {
      const call = { key: change.key, signal: this._closing.signal, attempts: 1 };
      const precondition = { etag: change.etag };
      this._accept(change, await this._api.patch(this._id, change.patch, precondition, call));
      return 0;
    } catch (failure) {
      if (!(failure instanceof WizardError)) throw failure;
      if (failure.isRetryable || failure.status === 401) return this._wait(failure, failures);
      if (failure.isConflict) this._rebase(change, failure);
      else {
        this.isOffline = false;
        this._settle(change, failure);
        this._listener.onRefused(failure);
      }
      return 0;
    }
  }

  /** Marks the first change as one that the service may have stored. */
  _markSent() {
    const [first, ...rest] = this.changes;
    this.changes = [{ ...first, isSent: true }, ...rest];
    this._listener.onChanged();
    return this.changes[0];
  }

  /** @param {LocalChange} change @param {Tagged<WizardState>} stored */
  _accept(change, { document, etag }) {
    this.isOffline = false;
    this.changes = rebase(this.changes, change.etag, etag);
    this._listener.onConfirmed(document, etag);
    this._settle(change, null);
  }

  /**
   * Continues on top of another user's change, unless both set the same fields.
   * @param {LocalChange} change
   * @param {WizardError} error with the state of the other user
   */
  _rebase(change, { problem }) {
    this.isOffline = false;
    this._listener.onConfirmed(problem.state, problem.etag);
    this.conflict = conflictOf(change, problem);
    this.changes = rebase(this.changes, change.etag, problem.etag);
    this._listener.onChanged();
  }

  /** @param {WizardError} error @param {number} failures */
  async _wait(error, failures) {
    this.isOffline = !isAnswered(error);
    this._retryNow = new AbortController();
    this._listener.onChanged();
    this._listener.onWaiting(error);
    this._reportIdle();
    const ms = error.retryAfterMs ?? backoffMs(failures, this._api.http.backoff);
    await sleep(ms, this._closing.signal, this._retryNow.signal);
    return failures + 1;
  }

  _reportIdle() {
    for (const resolve of this._idleCallbacks.splice(0)) resolve();
  }

  /** Removes a change. @param {LocalChange} change @param {unknown} error null: no error */
  _settle(change, error) {
    this.changes = this.changes.filter(({ key }) => key !== change.key);
    this._listener.onChanged();
    this._results.settle(change.key, error);
  }
}
