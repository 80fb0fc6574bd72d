/** The store of one wizard, for any framework: `getState` and `subscribe` are what useSyncExternalStore wants. */

import { newKey } from '../http.js';
import { WizardError } from '../problem.js';
import { Container } from './observable.js';
import { INITIAL_STATE, NOTHING_OPEN } from './initial.js';
import { Investigation } from './investigation.js';
import { libraryActions } from './collections.js';
import { stepActions } from './navigation.js';
import { Vault, browserStorage, showLife } from './browser-storage.js';

/**
 * @import { Tagged, WizardState, WizardStateUpdate } from '../types.js'
 * @import { WizardStore, WizardStoreActions, WizardStoreOptions, WizardStoreState } from './types.js'
 *
 * @typedef {Tagged<WizardState>} TaggedState
 */

/**
 * @param {WizardStoreOptions} options
 * @returns {WizardStore}
 */
export function createWizardStore(options) {
  const { api, storage = browserStorage() } = options;
  const closing = new AbortController();
  const page = newKey();
  const container = new Container(INITIAL_STATE);
  const vault = new Vault(
    storage,
    (problem) => {
      if (container.get().storage.problem !== problem)
        container.set({ storage: { available: problem === null, problem } });
    },
    page,
    api.http.user,
  );
  let opened = /** @type {Investigation | null} */ (null);
  showLife(page, closing.signal);

  const investigation = () => {
    if (opened === null) throw new WizardError(0, 'nothing_open', 'No investigation is open.');
    return opened;
  };

  /** @template T @param {() => Promise<T>} act @returns {Promise<T>} */
  const telling = async (act) => {
    try {
      const done = await act();
      container.set({ error: null });
      return done;
    } catch (failure) {
      if (failure instanceof WizardError)
        container.set({ error: failure.message, fieldErrors: failure.fieldErrors });
      throw failure;
    }
  };

  /** @param {string} id */
  const openUp = (id) => {
    opened?.close();
    container.set(/** @type {any} */ (NOTHING_OPEN));
    opened = new Investigation(id, options, container, vault);
    return opened;
  };

  /** Take an answer that begins another investigation. @param {TaggedState} answer */
  const openWith = ({ document, etag }) => {
    openUp(document.investigation_id).confirm(document, etag);
    investigation().follow();
    return document;
  };

  /** @param {(id: string) => Promise<TaggedState>} send */
  const command = (send) =>
    telling(async () => {
      // By the time it is answered another may be open.
      const changed = investigation();
      const { document, etag } = await send(changed.id);
      if (document?.investigation_id) changed.confirm(document, etag);
      else await changed.refresh();
    });

  /** @param {WizardStateUpdate} updates */
  const update = async (updates) => {
    const { outbox, confirmed } = investigation();
    const shown = container.get().wizardState;
    if (!confirmed || !shown)
      throw new WizardError(0, 'nothing_open', 'The state is not known yet.');
    container.set({ error: null, fieldErrors: [] });
    await outbox.add(updates, shown, confirmed.etag);
  };

  /** @type {WizardStoreActions} */
  const actions = {
    ...libraryActions(api, container, telling),
    ...stepActions(api, container, command),
    loadCheckpoint: () => telling(() => investigation().resume(container.get().currentStep)),
    open: async (id) => {
      const opening = openUp(id);
      container.set({ isLoading: true });
      try {
        await opening.begin();
        await telling(() => opening.refresh());
        // A service without recovery has none.
        await opening.resume(opening.confirmed?.state.wizard_step ?? null).catch(() => undefined);
      } catch (failure) {
        if (opened !== opening) return;
        if (failure instanceof WizardError) opening.fail(failure);
        if (!(failure instanceof WizardError && failure.isPassing)) throw failure;
      } finally {
        if (opened === opening) container.set({ isLoading: false });
      }
      if (opened === opening) opening.follow();
    },
    create: (members) => telling(async () => openWith(await api.create(members))),
    setWizardState: (state, etag = '') => {
      if (opened?.id !== state.investigation_id) openUp(state.investigation_id);
      investigation().confirm(state, etag);
    },
    updateWizardState: update,
    syncWithServer: async () => {
      const synced = investigation();
      await synced.outbox.flush();
      await telling(() => synced.refresh());
    },
    rollbackChanges: () => opened?.outbox.clear(),
    resolveConflict: (choice) => investigation().outbox.resolve(choice),
    startInvestigation: () => update({ wizard_step: 'PROGRESS' }),
    retryInvestigation: () => command((id) => api.retry(id)),
    cancelInvestigation: () => command((id) => api.cancel(id)),
    applyTemplate: (template, use = {}) =>
      telling(async () => void openWith(await api.applyTemplate(template.template_id, use))),
    startPolling: () => investigation().follow(),
    stopPolling: () => opened?.unfollow(),
    refreshState: () => telling(() => investigation().refresh()),
    interruptFeed: (transport) => opened?.interrupt(transport),
    resetWizard: () => {
      opened?.close();
      opened = null;
      container.set(/** @type {any} */ (NOTHING_OPEN));
    },
  };

  return {
    getState: container.get,
    subscribe: container.subscribe,
    actions,
    close: () => {
      opened?.close();
      closing.abort();
    },
  };
}
