/** A store in which nothing is open. */

import { NOT_POLLING } from './connection-state.js';

/** @import { WizardStoreState } from './types.js' */

/** What belongs to one investigation. */
export const NOTHING_OPEN = Object.freeze({
  wizardState: null,
  serverState: null,
  localChanges: null,
  pendingCount: 0,
  conflict: null,
  currentStep: null,
  navigation: Object.freeze({ entries: [], position: -1 }),
  checkpoint: null,
  isLoading: false,
  isSyncing: false,
  isOffline: false,
  isStale: false,
  isDegraded: false,
  isGone: false,
  error: null,
  fieldErrors: Object.freeze([]),
  polling: NOT_POLLING,
  auditLog: Object.freeze([]),
  hasMoreAudit: false,
  events: Object.freeze([]),
});

/** @type {WizardStoreState} */
export const INITIAL_STATE = Object.freeze(
  /** @type {any} */ ({
    ...NOTHING_OPEN,
    templates: Object.freeze([]),
    selectedTemplate: null,
    history: Object.freeze([]),
    hasMoreHistory: false,
    storage: Object.freeze({ available: true, problem: null }),
  }),
);
