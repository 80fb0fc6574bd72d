/**
 * Changes on their way to the service, one after the other: shown at once, sent when there is a network, each under one
 * idempotency key however often, kept over a reload, and taken back when the service refuses.
 */

import { BACKOFF, backoffMs, sleep } from '../backoff.js';
import { newKey } from '../http.js';
import { applyPatch } from '../merge-patch.js';
import { WizardError } from '../problem.js';
import { conflictingFields, inverse, merged } from './local-changes.js';
import { Outcomes } from './pending-results.js';

/**
 * @import { WizardApi } from '../api/index.js'
 * @import { WizardState, WizardStateUpdate } from '../types.js'
 * @import { Change } from './local-changes.js'
 * @import { Conflict } from './types.js'
 *
 * @typedef {object} OutboxOwner
 * @property {(state: WizardState, etag: string) => void} onConfirmed
 * @property {() => void} onChanged changes or conflict are other than before
 * @property {(error: WizardError) => void} onWaiting nothing was decided; it is sent again later
 * @property {(error: WizardError) => void} onRefused
 */

// Changes that follow each other this closely, such as the keys of a form, are sent as one.
const GATHER_MS = 50;

export class Outbox {
  /** @param {WizardApi} api @param {string} investigationId @param {OutboxOwner} owner */
  constructor(api, investigationId, owner) {
    this._api = api;
    this._id = investigationId;
    this._owner = owner;
    /** @type {Change[]} */
    this.changes = [];
    this.conflict = /** @type {Conflict | null} */ (null);
    this.isOffline = false;
    this._isSending = false;
    /** @type {(() => void)[]} */
    this._rests = [];
    this._outcomes = new Outcomes();
    this._closing = new AbortController();
    this._kick = new AbortController();
  }

  /** @param {WizardStateUpdate} patch @param {WizardState} shown what the user sees @param {string} etag @returns {Promise<void>} */
  add(patch, shown, etag) {
    const change = { key: newKey(), patch, before: inverse(shown, patch), etag, isSent: false };
    const last = this.changes.at(-1);
    const both = last && !last.isSent ? merged(last, change) : null;
    if (both) this.changes = [...this.changes.slice(0, -1), both];
    else this.changes = [...this.changes, change];
    this._owner.onChanged();
    this._send();
    return this._outcomes.of((both ?? change).key);
  }

  /** Changes of a page that is gone; they come first. @param {Change[]} changes */
  adopt(changes) {
    this.changes = [...changes, ...this.changes];
    this._owner.onChanged();
    this._send();
  }

  /** Try at once; resolves when nothing more can be sent for now. @returns {Promise<void>} */
  flush() {
    this._kick.abort();
    const rested = /** @type {Promise<void>} */ (
      new Promise((resolve) => this._rests.push(resolve))
    );
    this._send();
    return rested;
  }

  /** @param {'mine' | 'theirs' | WizardStateUpdate} choice @returns {Promise<void>} */
  async resolve(choice) {
    const [change, ...rest] = this.changes;
    if (!this.conflict || !change) return;
    const { theirs } = this.conflict;
    this.conflict = null;
    if (choice === 'theirs') {
      this._settle(change, null);
      return void this._send();
    }
    const patch = choice === 'mine' ? change.patch : choice;
    // Another body needs another key; so does a new decision. The etag is that of `theirs`: what came after was not shown.
    const decided = {
      ...change,
      key: newKey(),
      patch,
      before: inverse(theirs, patch),
      isSent: false,
    };
    this._outcomes.move(change.key, decided.key);
    this.changes = [decided, ...rest];
    this._owner.onChanged();
    this._send();
    return this._outcomes.of(decided.key);
  }

  /** Drop everything. */
  clear() {
    const reason = new WizardError(0, 'rolled_back', 'The change was taken back.');
    this.conflict = null;
    this.isOffline = false;
    [...this.changes].forEach((change) => this._settle(change, reason));
  }

  /** Leave what is not stored to a later page. */
  close() {
    this._closing.abort();
  }

  async _send() {
    if (this._isSending) return;
    this._isSending = true;
    try {
      await sleep(GATHER_MS, this._closing.signal);
      for (let failures = 0; this.changes.length && !this.conflict;)
        failures = await this._sendFirst(failures);
    } catch (failure) {
      if (!this._closing.signal.aborted) throw failure;
    } finally {
      this._isSending = false;
      this._rest();
    }
  }

  /** Return how often sending has failed in a row. @param {number} failures */
  async _sendFirst(failures) {
    const change = this._marked();
    try {
      const call = { key: change.key, signal: this._closing.signal, attempts: 1 };
      const { document, etag } = await this._api.patch(
        this._id,
        change.patch,
        { etag: change.etag },
        call,
      );
      this._stored(change, document, etag);
      return 0;
    } catch (failure) {
      if (!(failure instanceof WizardError)) throw failure;
      if (failure.isPassing || failure.status === 401) return this._wait(failure, failures);
      if (failure.isConflict) this._disputed(change, failure);
      else this._refused(change, failure);
      return 0;
    }
  }

  /** The first change, from now on one that may have been stored. */
  _marked() {
    this.changes = this.changes.map((change, n) =>
      n === 0 ? { ...change, isSent: true } : change,
    );
    this._owner.onChanged();
    return this.changes[0];
  }

  /** @param {Change} change @param {WizardState} state @param {string} etag */
  _stored(change, state, etag) {
    this.isOffline = false;
    // What was made on top of this change was made on what it has become.
    this.changes = this.changes.map((each) =>
      each.etag === change.etag ? { ...each, etag } : each,
    );
    this._owner.onConfirmed(state, etag);
    this._settle(change, null);
  }

  /** @param {Change} change @param {WizardError} error */
  _disputed(change, error) {
    const {
      state: theirs,
      etag,
      changes = null,
      actor = null,
      changed_at: changedAt = null,
    } = error.problem;
    this.isOffline = false;
    this._owner.onConfirmed(theirs, etag);
    const fields = conflictingFields(change, theirs, changes);
    this.changes = this.changes.map((each) =>
      each.etag === change.etag ? { ...each, etag } : each,
    );
    if (fields.length) {
      this.conflict = {
        mine: change.patch,
        base: applyPatch(theirs, change.before),
        theirs,
        changes,
        actor,
        changedAt,
        fields,
      };
    }
    this._owner.onChanged();
  }

  /** @param {Change} change @param {WizardError} error */
  _refused(change, error) {
    this.isOffline = false;
    this._settle(change, error);
    this._owner.onRefused(error);
  }

  /** @param {WizardError} error @param {number} failures */
  async _wait(error, failures) {
    this.isOffline = error.status !== 401;
    this._kick = new AbortController();
    this._owner.onChanged();
    this._owner.onWaiting(error);
    this._rest();
    await sleep(
      error.retryAfterMs ?? backoffMs(failures, BACKOFF),
      this._closing.signal,
      this._kick.signal,
    );
    return failures + 1;
  }

  _rest() {
    this._rests.splice(0).forEach((resolve) => resolve());
  }

  /** @param {Change} change @param {unknown} error null: done */
  _settle(change, error) {
    this.changes = this.changes.filter((each) => each.key !== change.key);
    this._owner.onChanged();
    this._outcomes.settle(change.key, error);
  }
}
