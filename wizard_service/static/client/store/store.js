/** The store of one wizard, for any framework. React passes it to useSyncExternalStore. */

import { WizardError } from '../problem.js';
import { BrowserStorage, localStorageOrNull } from './browser-storage.js';
import { listActions, templateActions } from './collections.js';
import { etagAt } from './confirmed-state.js';
import { INITIAL_STATE, NOTHING_OPEN } from './initial-state.js';
import { Investigation } from './investigation.js';
import { navigationActions } from './navigation.js';
import { Observable } from './observable.js';

/**
 * @import { TaggedState } from '../api/investigations.js'
 * @import { WizardState, WizardStateUpdate } from '../types/state.js'
 * @import { WithErrorState } from './collections.js'
 * @import { ChangedState, WizardStoreActions, WizardStoreOptions } from './types.js'
 */

/** @param {WizardStoreOptions} options */
export function createWizardStore(options) {
  return new WizardStore(options);
}

export class WizardStore {
  /** @param {WizardStoreOptions} options */
  constructor(options) {
    const { api, storage = localStorageOrNull(), cacheTtlMs } = options;
    this._options = options;
    this._api = api;
    this._observable = new Observable(INITIAL_STATE);
    const onProblem = this._setStorageProblem.bind(this);
    const maxAgeMs = () => cacheTtlMs ?? api.http.cacheTtlMs;
    this._storage = new BrowserStorage(storage, onProblem, api.http.user, maxAgeMs);
    this._opened = /** @type {Investigation | null} */ (null);
    this.getState = this._observable.get;
    this.subscribe = this._observable.subscribe;
    this.actions = this._bindActions();
    this.close = () => {
      this._opened?.close();
      this._storage.close();
    };
  }

  /** @returns {WizardStoreActions} functions that can be called without the store */
  _bindActions() {
    /** @type {WithErrorState} */
    const withErrorState = (act) => this._withErrorState(act);
    return {
      ...templateActions(this._api, this._observable, withErrorState),
      ...listActions(this._api, this._observable, withErrorState),
      ...navigationActions(this._api, this._observable, (send) => this._command(send)),
      open: (id, initial) => this._open(id, initial),
      create: (members) => this._openNew(() => this._api.create(members)),
      setWizardState: (state, etag) => this._setState(state, etag),
      updateWizardState: (updates, base) => this._update(updates, base),
      syncWithServer: () => this._synchronize(),
      rollbackChanges: () => this._opened?.outbox.clear(),
      resolveConflict: (choice) => this._investigation.outbox.resolve(choice),
      startInvestigation: () => this._update({ wizard_step: 'PROGRESS' }),
      retryInvestigation: () => this._command((id) => this._api.retry(id)),
      cancelInvestigation: () => this._command((id) => this._api.cancel(id)),
      answerInput: (...given) => this._command((id) => this._api.answer(id, ...given)),
      applyTemplate: async ({ template_id }, use = {}) => {
        await this._openNew(() => this._api.applyTemplate(template_id, use));
      },
      loadCheckpoint: () => this._loadCheckpoint(),
      startPolling: () => this._investigation.feed.open(),
      stopPolling: () => this._opened?.unfollow(),
      refreshState: () => this._withErrorState(() => this._investigation.refresh()),
      interruptFeed: (transport) => this._opened?.feed.interrupt(transport),
      resetWizard: () => this._reset(),
    };
  }

  /** @param {string} id @param {TaggedState} [initial] */
  async _open(id, initial) {
    const opening = this._replaceOpened(id);
    if (initial) opening.confirm(initial.document, initial.etag);
    this._observable.set({ isLoading: !initial });
    try {
      await this._load(opening);
    } catch (failure) {
      if (this._opened !== opening) return;
      if (failure instanceof WizardError) opening.fail(failure);
      if (!(failure instanceof WizardError && failure.isRetryable)) throw failure;
    } finally {
      if (this._opened === opening) this._observable.set({ isLoading: false });
    }
    if (this._opened === opening) opening.feed.open();
  }

  /** @param {Investigation} opening */
  async _load(opening) {
    await opening.restore();
    await this._withErrorState(() => opening.refresh());
    const step = opening.confirmed?.state.wizard_step ?? null;
    // The service can be configured without checkpoints.
    await opening.resume(step).catch(() => undefined);
  }

  /** @param {WizardState} state @param {string} [etag] */
  _setState(state, etag = '') {
    const { investigation_id: id } = state;
    const investigation = this._opened?.id === id ? this._opened : this._replaceOpened(id);
    investigation.confirm(state, etag);
  }

  /** @param {WizardStateUpdate} updates @param {ChangedState} [base] */
  async _update(updates, base) {
    const { outbox, confirmed } = this._investigation;
    const shown = base ?? this._observable.get().wizardState;
    if (!confirmed || !shown)
      throw new WizardError(0, 'nothing_open', 'The state is not loaded yet.');
    this._observable.set({ error: null, fieldErrors: [] });
    await outbox.add(updates, shown, etagAt(confirmed.etag, base?.version));
  }

  async _synchronize() {
    const investigation = this._investigation;
    await investigation.outbox.flush();
    await this._withErrorState(() => investigation.refresh());
  }

  _loadCheckpoint() {
    const { currentStep } = this._observable.get();
    return this._withErrorState(() => this._investigation.resume(currentStep));
  }

  _reset() {
    this._opened?.close();
    this._opened = null;
    this._observable.set(NOTHING_OPEN);
  }

  /** @throws {WizardError} when no investigation is open */
  get _investigation() {
    if (this._opened) return this._opened;
    throw new WizardError(0, 'nothing_open', 'No investigation is open.');
  }

  /** @param {string} id */
  _replaceOpened(id) {
    this._reset();
    this._storage.open();
    this._opened = new Investigation(id, this._options, this._observable, this._storage);
    return this._opened;
  }

  /** Opens the investigation that a request creates. @param {() => Promise<TaggedState>} request */
  _openNew(request) {
    return this._withErrorState(async () => {
      const { document, etag } = await request();
      const investigation = this._replaceOpened(document.investigation_id);
      investigation.confirm(document, etag);
      investigation.feed.open();
      return document;
    });
  }

  /**
   * Changes the open investigation; another one can be open when the response arrives.
   * @param {(id: string) => Promise<TaggedState>} send
   */
  _command(send) {
    return this._withErrorState(async () => {
      const investigation = this._investigation;
      const { document, etag } = await send(investigation.id);
      if (document?.investigation_id) investigation.confirm(document, etag);
      else await investigation.refresh();
    });
  }

  /**
   * Shows the error of an action to the user, and rejects with it.
   * @template T
   * @param {() => Promise<T>} act
   * @returns {Promise<T>}
   */
  async _withErrorState(act) {
    try {
      const result = await act();
      this._observable.set({ error: null });
      return result;
    } catch (failure) {
      if (failure instanceof WizardError) {
        this._observable.set({ error: failure.message, fieldErrors: failure.fieldErrors });
      }
      throw failure;
    }
  }

  /** @param {string | null} problem */
  _setStorageProblem(problem) {
    if (this._observable.get().storage.problem === problem) return;
    this._observable.set({ storage: { available: problem === null, problem } });
  }
}
