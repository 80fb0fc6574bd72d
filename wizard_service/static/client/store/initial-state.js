/** The state of a store before anything is loaded. */

/** @import { PollingState, WizardStoreState } from './types.js' */

/** @type {any[]} */
const EMPTY = /** @type {any} */ (Object.freeze([]));

/** @type {PollingState} */
const NOT_POLLING = Object.freeze({
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

/** The members that belong to one investigation. */
export const NOTHING_OPEN = Object.freeze({
  wizardState: null,
  serverState: null,
  localChanges: null,
  pendingCount: 0,
  conflict: null,
  currentStep: null,
  navigation: Object.freeze({ entries: EMPTY, position: -1 }),
  checkpoint: null,
  isLoading: false,
  isSyncing: false,
  isOffline: false,
  isStale: false,
  isDegraded: false,
  isGone: false,
  error: null,
  fieldErrors: EMPTY,
  polling: NOT_POLLING,
  auditLog: EMPTY,
  hasMoreAudit: false,
  events: EMPTY,
});

/** @type {WizardStoreState} */
export const INITIAL_STATE = Object.freeze({
  ...NOTHING_OPEN,
  templates: EMPTY,
  selectedTemplate: null,
  history: EMPTY,
  hasMoreHistory: false,
  storage: Object.freeze({ available: true, problem: null }),
});
