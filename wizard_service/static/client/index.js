/** The JavaScript client of wizard_service: REST, one event feed over any transport, and a store for pages. */

export { createApi } from './api.js';
export { follow } from './feed/follow.js';
export { applyPatch } from './merge-patch.js';
export { WizardError } from './problem.js';
export { fold } from './store/fold.js';
export { createWizardStore } from './store/store.js';
