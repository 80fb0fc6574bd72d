/** The hook of the caller's templates. */

import { useMemo } from 'react';
import { Observable } from '../store/observable.js';
import { createWizardStore } from '../store/store.js';
import { useSource } from './provider.js';
import { Source } from './source.js';

/**
 * @import { WizardStoreActions, WizardStoreOptions, WizardStoreState } from '../store/types.js'
 *
 * @typedef {Pick<WizardStoreState, 'templates' | 'selectedTemplate' | 'error' | 'fieldErrors'
 *   | 'isLoading'>} TemplatesState
 * @typedef {Pick<WizardStoreActions, 'loadTemplates' | 'createTemplate' | 'updateTemplate'
 *   | 'deleteTemplate' | 'selectTemplate'>} TemplatesActions
 * @typedef {TemplatesState & { actions: TemplatesActions }} TemplatesView
 */

/** @type {TemplatesState} */
const LOADING = Object.freeze({
  templates: [],
  selectedTemplate: null,
  error: null,
  fieldErrors: [],
  isLoading: true,
});

/** Shows the templates, read when the first component that uses them is mounted. */
export function useTemplates() {
  const [state, { actions }] = useSource('templates', makeSource);
  return /** @type {TemplatesView} */ (useMemo(() => ({ ...state, actions }), [state, actions]));
}

/** @param {WizardStoreOptions} options */
function makeSource(options) {
  const { actions, getState, subscribe } = createWizardStore(options);
  const shown = new Observable(LOADING);
  subscribe(() => {
    const { templates, selectedTemplate, error, fieldErrors } = getState();
    shown.set({ templates, selectedTemplate, error, fieldErrors });
  });
  const load = async () => {
    // The state shows a failure.
    await actions.loadTemplates().catch(() => undefined);
    shown.set({ isLoading: false });
  };
  const live = {
    getState: shown.get,
    subscribe: shown.subscribe,
    actions,
    start: () => void load(),
    stop: () => shown.set({ isLoading: true }),
  };
  return new Source(LOADING, live);
}
