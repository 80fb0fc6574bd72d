/** The hook of one investigation: the state of its store, and its actions. */

import { useMemo } from 'react';
import { INITIAL_STATE } from '../store/initial-state.js';
import { createWizardStore } from '../store/store.js';
import { useSource } from './provider.js';
import { Source } from './source.js';

/**
 * @import { WizardStoreActions, WizardStoreOptions, WizardStoreState } from '../store/types.js'
 * @import { Tagged, WizardState } from '../types/state.js'
 *
 * @typedef {Tagged<WizardState>} TaggedState
 * @typedef {WizardStoreState & { actions: WizardStoreActions }} InvestigationView
 */

/** @type {WizardStoreState} */
const LOADING = Object.freeze({ ...INITIAL_STATE, isLoading: true });

/**
 * Shows an investigation and keeps it current while a component that uses it is mounted.
 * @param {string} id
 * @param {{ initial?: TaggedState }} [options] initial: what `api.get` returned on the server, which
 *   renders it; the browser hydrates it without another look
 * @returns {InvestigationView}
 */
export function useInvestigation(id, { initial } = {}) {
  const [state, { actions }] = useSource(`investigation ${id}`, (options) =>
    makeSource(options, id, initial),
  );
  return useMemo(() => ({ ...state, actions }), [state, actions]);
}

/** @param {WizardStoreOptions} options @param {string} id @param {TaggedState} [initial] */
function makeSource(options, id, initial) {
  const store = createWizardStore(options);
  const live = {
    getState: store.getState,
    subscribe: store.subscribe,
    actions: store.actions,
    // The state shows a failure.
    start: () => void store.actions.open(id, initial).catch(() => undefined),
    stop: store.close,
  };
  return new Source(initial ? loaded(initial.document) : LOADING, live);
}

/** @param {WizardState} document @returns {WizardStoreState} */
function loaded(document) {
  const { wizard_step: currentStep } = document;
  return { ...INITIAL_STATE, wizardState: document, serverState: document, currentStep };
}
