/** The JavaScript client of wizard_service: REST, a feed over any transport, a store for pages. */

/**
 * @typedef {import('./api/index.js').WizardApi} WizardApi
 * @typedef {import('./feed/types.js').FollowOptions} FollowOptions
 * @typedef {import('./feed/types.js').FollowState} FollowState
 * @typedef {import('./store/store.js').WizardStore} WizardStore
 * @typedef {import('./store/types.js').WizardStoreActions} WizardStoreActions
 * @typedef {import('./store/types.js').WizardStoreState} WizardStoreState
 * @typedef {import('./types/feed.js').FeedEvent} FeedEvent
 * @typedef {import('./types/state.js').WizardState} WizardState
 */

export { createApi } from './api/index.js';
export { follow } from './feed/follow.js';
export { applyPatch } from './merge-patch.js';
export { WizardError } from './problem.js';
export { fold } from './store/folding/fold.js';
export { createWizardStore } from './store/store.js';
