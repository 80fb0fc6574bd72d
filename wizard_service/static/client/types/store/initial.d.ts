/** @import { WizardStoreState } from './types.js' */
/** What belongs to one investigation. */
export const NOTHING_OPEN: Readonly<{
    wizardState: null;
    serverState: null;
    localChanges: null;
    pendingCount: 0;
    conflict: null;
    currentStep: null;
    navigation: Readonly<{
        entries: never[];
        position: -1;
    }>;
    checkpoint: null;
    isLoading: false;
    isSyncing: false;
    isOffline: false;
    isStale: false;
    isDegraded: false;
    isGone: false;
    error: null;
    fieldErrors: readonly never[];
    polling: import("./types.js").PollingState;
    auditLog: readonly never[];
    hasMoreAudit: false;
    events: readonly never[];
}>;
/** @type {WizardStoreState} */
export const INITIAL_STATE: WizardStoreState;
import type { WizardStoreState } from './types.js';
