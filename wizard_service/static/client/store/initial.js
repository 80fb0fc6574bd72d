/** A store in which nothing is open. */

/** @import { PollingState, WizardStoreState } from './types.js' */

/** @type {PollingState} */
const POLLING = Object.freeze({
  isPolling: false,
  isConnected: false,
  lastUpdate: null,
  error: null,
  retryCount: 0,
  currentInterval: 0,
  transport: null,
  leading: false,
  cursor: null,
});

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
  polling: POLLING,
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
