/**
 * @typedef {import('./types.js').WizardStoreState} WizardStoreState
 * @typedef {import('./types.js').WizardStoreActions} WizardStoreActions
 * @typedef {import('../types.js').WizardState} WizardState
 * @typedef {import('../types.js').Tagged<WizardState>} TaggedState
 */
/**
 * @param {import('./types.js').WizardStoreOptions} options
 * @returns {import('./types.js').WizardStore}
 */
export function createWizardStore(options: import("./types.js").WizardStoreOptions): import("./types.js").WizardStore;
export type WizardStoreState = import("./types.js").WizardStoreState;
export type WizardStoreActions = import("./types.js").WizardStoreActions;
export type WizardState = import("../types.js").WizardState;
export type TaggedState = import("../types.js").Tagged<WizardState>;
