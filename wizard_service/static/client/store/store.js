/** The store of one wizard, for any framework. */

/**
 * @param {import('./types.js').WizardStoreOptions} options
 * @returns {import('./types.js').WizardStore}
 */
export function createWizardStore(options) {
  throw new Error(`not written: ${options}`);
}
