/** One open investigation: what the service has confirmed, what is changed here, and the feed that keeps it true. */

import { follow } from '../feed/follow.js';
import { WizardError } from '../problem.js';
import { asOnePatch, withChanges } from './local-changes.js';
import { Outbox } from './outbox.js';
import { pollingStateOf } from './connection-state.js';
import { confirm, take } from './confirmed-state.js';
import { visited } from './navigation.js';

/**
 * @import { FollowState, TransportName } from '../feed/types.js'
 * @import { FeedEvent, WizardState, WizardStep } from '../types.js'
 * @import { Container } from './observable.js'
 * @import { Confirmed } from './confirmed-state.js'
 * @import { WizardStoreOptions, WizardStoreState } from './types.js'
 * @import { Vault } from './browser-storage.js'
 */

const KEPT_EVENTS = 200;
const SAVE_MS = 1_000;

export class Investigation {
  /**
   * @param {string} id
   * @param {WizardStoreOptions} options
   * @param {Container<WizardStoreState>} container
   * @param {Vault} vault
   */
  constructor(id, options, container, vault) {
    this.id = id;
    this._options = options;
    this._api = options.api;
    this._container = container;
    this._vault = vault;
    this.confirmed = /** @type {Confirmed | null} */ (null);
    this._closing = new AbortController();
    this._saving = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
    this._following = /** @type {ReturnType<typeof follow> | null} */ (null);
    this.outbox = new Outbox(options.api, id, {
      onConfirmed: (state, etag) => this.confirm(state, etag),
      onChanged: () => this._show(),
      onWaiting: (error) => this._set({ error: error.status === 401 ? error.message : null }),
      onRefused: (error) => this.fail(error),
    });
    this._keptChanges = this.outbox.changes;
  }

  async begin() {
    const adopting = this._vault.adoptChanges(this.id);
    const kept = this._vault.stateOf(this.id);
    if (kept) this._confirmed(kept, true);
    const left = await adopting;
    if (left.length) this.outbox.adopt(left);
  }

  /** Read the state. @throws {WizardError} */
  async refresh() {
    const answer = await this._api.get(this.id, { signal: this._closing.signal });
    if (answer) this.confirm(answer.document, answer.etag);
  }

  /** @param {WizardState} state @param {string} etag */
  confirm(state, etag) {
    if (!this._closing.signal.aborted) this._confirmed(confirm(this.confirmed, state, etag), false);
  }

  /** Go to where it was left, unless something else than `from` is looked at by then. @param {WizardStep | null} from @throws {WizardError} */
  async resume(from) {
    const checkpoint = await this._api.checkpoint(this.id, { signal: this._closing.signal });
    const { navigation, resume_step } = checkpoint;
    this._set({
      checkpoint,
      ...(this._state.currentStep === from && { navigation, currentStep: resume_step }),
    });
  }

  /** @param {WizardError} error */
  fail(error) {
    // What is switched off, or not known to a proxy, is a 404 as well.
    const isGone = error.code === 'not_found';
    if (isGone) this._vault.forgetState(this.id);
    this._set({ error: error.message, fieldErrors: error.fieldErrors, isGone });
  }

  follow() {
    if (this._following) return;
    const { transports, shared } = this._options;
    const options = {
      transports,
      shared,
      onState: this._told.bind(this),
      onNotice: this._noticed.bind(this),
    };
    this._following = follow(this._api, this.id, options);
    this._listen(this._following);
  }

  unfollow() {
    this._following?.close();
    this._following = null;
    this._set({ polling: { ...this._state.polling, isPolling: false, isConnected: false } });
  }

  /** @param {TransportName} [transport] */
  interrupt(transport) {
    this._following?.interrupt(transport);
  }

  close() {
    this._save();
    this._closing.abort();
    this._following?.close();
    this.outbox.close();
  }

  get _state() {
    return this._container.get();
  }

  /** @param {ReturnType<typeof follow>} following */
  async _listen(following) {
    try {
      for await (const event of following) await this._take(event);
    } catch (failure) {
      if (failure instanceof WizardError) this.fail(failure);
      else throw failure;
    } finally {
      if (this._following === following) this._following = null;
    }
  }

  /** @param {FeedEvent} event */
  async _take(event) {
    if (!event.id) return this._refreshQuietly();
    this._set({ events: [...this._state.events, event].slice(-KEPT_EVENTS) });
    if (event.event_type === 'investigation_deleted')
      return this.fail(new WizardError(404, 'not_found', 'The investigation was deleted.'));
    const next = this.confirmed && take(this.confirmed, event);
    if (next) this._confirmed(next, false);
    else await this._refreshQuietly();
  }

  /** The feed goes on, so what fails now is read later. */
  async _refreshQuietly() {
    await this.refresh().catch((failure) => {
      if (failure instanceof WizardError && !failure.isPassing) this.fail(failure);
    });
  }

  /** @param {FollowState} feed */
  _told(feed) {
    if (this._closing.signal.aborted) return;
    const wasConnected = this._state.polling.isConnected;
    this._set({ polling: pollingStateOf(feed) });
    if (!wasConnected && this._state.polling.isConnected) this.outbox.flush();
  }

  /** @param {FeedEvent} notice */
  _noticed({ event_type }) {
    if (event_type.startsWith('persistence_'))
      this._set({ isDegraded: event_type === 'persistence_degraded' });
    if (event_type === 'persistence_restored') this.outbox.flush();
  }

  /** @param {Confirmed} confirmed @param {boolean} isStale */
  _confirmed(confirmed, isStale) {
    const before = this.confirmed;
    if (confirmed === before && isStale === this._state.isStale) return;
    this.confirmed = confirmed;
    const { currentStep, isStale: wasStale } = this._state;
    const isReadAtLast = !isStale && (before === null || wasStale);
    const isFollowing = currentStep === null || currentStep === before?.state.wizard_step;
    const { wizard_step } = confirmed.state;
    if (isFollowing)
      this._set({
        currentStep: wizard_step,
        navigation: visited(this._state.navigation, wizard_step),
      });
    this._set(isReadAtLast ? { isStale, error: null } : { isStale });
    this._show();
    if (!isStale && confirmed !== before) this._saving ??= setTimeout(() => this._save(), SAVE_MS);
  }

  _save() {
    clearTimeout(this._saving);
    this._saving = undefined;
    if (this.confirmed && !this._state.isGone) this._vault.keepState(this.id, this.confirmed);
  }

  _show() {
    const { changes, conflict, isOffline } = this.outbox;
    const serverState = this.confirmed?.state ?? null;
    if (changes !== this._keptChanges) this._vault.keepChanges(this.id, changes);
    this._keptChanges = changes;
    this._set({
      serverState,
      wizardState: serverState && changes.length ? withChanges(serverState, changes) : serverState,
      localChanges: asOnePatch(changes),
      pendingCount: changes.length,
      conflict,
      isOffline,
      isSyncing: changes.length > 0 && !conflict && !isOffline,
    });
  }

  /** @param {Partial<WizardStoreState>} members */
  _set(members) {
    if (!this._closing.signal.aborted) this._container.set(members);
  }
}
