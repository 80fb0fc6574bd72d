/** One open investigation: its confirmed state, its local changes, and the feed that updates it. */

import { WizardError, isAnswered } from '../problem.js';
import { advance, confirm } from './confirmed-state.js';
import { FeedConnection, pollingStateOf } from './connection-state.js';
import { asOnePatch, withChanges } from './local-changes.js';
import { visit } from './navigation.js';
import { Outbox } from './outbox.js';

/**
 * @import { FollowState } from '../feed/types.js'
 * @import { FeedEvent } from '../types/feed.js'
 * @import { WizardState, WizardStep } from '../types/state.js'
 * @import { BrowserStorage } from './browser-storage.js'
 * @import { ConfirmedState } from './confirmed-state.js'
 * @import { Observable } from './observable.js'
 * @import { WizardStoreOptions, WizardStoreState } from './types.js'
 */

const MAX_EVENTS = 200;
const SAVE_DELAY_MS = 1_000;

export class Investigation {
  /**
   * @param {string} id
   * @param {WizardStoreOptions} options
   * @param {Observable<WizardStoreState>} observable
   * @param {BrowserStorage} storage
   */
  constructor(id, options, observable, storage) {
    this.id = id;
    this._api = options.api;
    this._observable = observable;
    this._storage = storage;
    this.confirmed = /** @type {ConfirmedState | null} */ (null);
    this._closing = new AbortController();
    this._saveTimer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
    this.outbox = new Outbox(options.api, id, {
      onConfirmed: (state, etag) => this.confirm(state, etag),
      onChanged: () => this._publish(),
      onWaiting: (error) => this._set({ error: isAnswered(error) ? error.message : null }),
      onRefused: (error) => this.fail(error),
    });
    this._savedChanges = this.outbox.changes;
    this.feed = new FeedConnection(id, options, {
      onEvent: (event) => this._handleEvent(event),
      onState: (state) => this._setConnection(state),
      onNotice: (event) => this._handleNotice(event),
      onFailure: (error) => this.fail(error),
    });
  }

  /** Restores the cached state and the changes that are not stored yet. */
  async restore() {
    const adopting = this._storage.adoptChanges(this.id);
    const cached = this._storage.readState(this.id);
    if (cached && !this.confirmed) this._setConfirmed(cached, true);
    const adopted = await adopting;
    if (adopted.length) this.outbox.adopt(adopted);
  }

  /** Reads the state. @throws {WizardError} */
  async refresh() {
    const response = await this._api.get(this.id, { signal: this._closing.signal });
    if (response) this.confirm(response.document, response.etag);
  }

  /** Takes a state that the service has sent. @param {WizardState} state @param {string} etag */
  confirm(state, etag) {
    if (this._closing.signal.aborted) return;
    this._setConfirmed(confirm(this.confirmed, state, etag), false);
  }

  /**
   * Shows the step of the last visit, unless the user has left the step `from` meanwhile.
   * @param {WizardStep | null} from
   * @throws {WizardError}
   */
  async resume(from) {
    const checkpoint = await this._api.checkpoint(this.id, { signal: this._closing.signal });
    const { navigation, resume_step } = checkpoint;
    const isUnmoved = this._state.currentStep === from;
    this._set({ checkpoint, ...(isUnmoved && { navigation, currentStep: resume_step }) });
  }

  /** Shows an error. @param {WizardError} error */
  fail(error) {
    // A disabled feature, or a proxy that does not know the path, answers 404 as well.
    const isGone = error.code === 'not_found';
    if (isGone) this._storage.removeState(this.id);
    this._set({ error: error.message, fieldErrors: error.fieldErrors, isGone });
  }

  unfollow() {
    this.feed.close();
    this._set({ polling: { ...this._state.polling, isPolling: false, isConnected: false } });
  }

  close() {
    this._save();
    this._closing.abort();
    this.feed.close();
    this.outbox.close();
  }

  get _state() {
    return this._observable.get();
  }

  /** @param {FeedEvent} event */
  async _handleEvent(event) {
    if (!event.id) return this._tryRefresh();
    this._set({ events: [...this._state.events, event].slice(-MAX_EVENTS) });
    if (event.event_type === 'investigation_deleted') {
      return this.fail(new WizardError(404, 'not_found', 'The investigation was deleted.'));
    }
    const next = this.confirmed && advance(this.confirmed, event);
    if (next) this._setConfirmed(next, false);
    else await this._tryRefresh();
  }

  /** Reads the state. A retryable failure is not shown: the next event leads to another attempt. */
  async _tryRefresh() {
    await this.refresh().catch((failure) => {
      if (failure instanceof WizardError && !failure.isRetryable) this.fail(failure);
    });
  }

  /** @param {FollowState} feedState */
  _setConnection(feedState) {
    if (this._closing.signal.aborted) return;
    const wasConnected = this._state.polling.isConnected;
    this._set({ polling: pollingStateOf(feedState) });
    if (!wasConnected && this._state.polling.isConnected) this.outbox.flush();
  }

  /** @param {FeedEvent} event */
  _handleNotice({ event_type: type }) {
    if (type.startsWith('persistence_')) this._set({ isDegraded: type === 'persistence_degraded' });
    if (type === 'persistence_restored') this.outbox.flush();
  }

  /** @param {ConfirmedState} confirmed @param {boolean} isStale from the browser's storage */
  _setConfirmed(confirmed, isStale) {
    const before = this.confirmed;
    const { currentStep, isStale: wasStale, navigation } = this._state;
    if (confirmed === before && isStale === wasStale) return;
    this.confirmed = confirmed;
    const { wizard_step } = confirmed.state;
    const isAtLatestStep = currentStep === null || currentStep === before?.state.wizard_step;
    if (isAtLatestStep) {
      this._set({ currentStep: wizard_step, navigation: visit(navigation, wizard_step) });
    }
    const isFirstResponse = !isStale && (before === null || wasStale);
    this._set({ isStale, ...(isFirstResponse && { error: null }) });
    this._publish();
    if (!isStale && confirmed !== before) {
      this._saveTimer ??= setTimeout(() => this._save(), SAVE_DELAY_MS);
    }
  }

  _save() {
    clearTimeout(this._saveTimer);
    this._saveTimer = undefined;
    if (this.confirmed && !this._state.isGone) this._storage.saveState(this.id, this.confirmed);
  }

  _publish() {
    const { changes, conflict, isOffline } = this.outbox;
    const serverState = this.confirmed?.state ?? null;
    if (changes !== this._savedChanges) this._storage.saveChanges(this.id, changes);
    this._savedChanges = changes;
    const hasChanges = serverState !== null && changes.length > 0;
    this._set({
      serverState,
      wizardState: hasChanges ? withChanges(serverState, changes) : serverState,
      localChanges: asOnePatch(changes),
      pendingCount: changes.length,
      conflict,
      isOffline,
      isSyncing: changes.length > 0 && !conflict && !isOffline,
    });
  }

  /** @param {Partial<WizardStoreState>} members */
  _set(members) {
    if (!this._closing.signal.aborted) this._observable.set(members);
  }
}
