/** The store alone, for any framework: a snapshot, a subscription, and actions. */

/**
 * @typedef {import('./store/store.js').WizardStore} WizardStore
 * @typedef {import('./store/types.js').WizardStoreActions} WizardStoreActions
 * @typedef {import('./store/types.js').WizardStoreOptions} WizardStoreOptions
 * @typedef {import('./store/types.js').WizardStoreState} WizardStoreState
 */

export { INITIAL_STATE } from './store/initial-state.js';
export { createWizardStore } from './store/store.js';
