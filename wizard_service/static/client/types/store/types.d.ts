export type PollingState = {
    /**
     * the feed is being followed, by whatever transport
     */
    isPolling: boolean;
    isConnected: boolean;
    /**
     * when the last event or heartbeat came
     */
    lastUpdate: string | null;
    /**
     * for the user: only after three failures in a row
     */
    error: string | null;
    retryCount: number;
    /**
     * ms between polls; 0 while a stream is open
     */
    currentInterval: number;
    transport: TransportName | null;
    /**
     * false when another tab of this browser holds the stream
     */
    leading: boolean;
    cursor: string | null;
};
/**
 * somebody else changed what was changed here
 */
export type Conflict = {
    /**
     * the change that was not stored
     */
    mine: WizardStateUpdate;
    /**
     * what it was made on
     */
    base: WizardState;
    /**
     * the state as it is now
     */
    theirs: WizardState;
    /**
     * merge patch from `base` to `theirs`, when known
     */
    changes: JsonObject | null;
    /**
     * who changed it
     */
    actor: string | null;
    changedAt: string | null;
    /**
     * what both changed, e.g. `settings.name`
     */
    fields: string[];
};
export type StorageState = {
    /**
     * false when the browser's storage is blocked or full: work goes on, but a reload forgets
     * what the server does not have
     */
    available: boolean;
    /**
     * one sentence for the user
     */
    problem: string | null;
};
/**
 * immutable: every change makes a new one, unchanged parts stay the same objects
 */
export type WizardStoreState = {
    /**
     * what to show: `serverState` with `localChanges` on top
     */
    wizardState: WizardState | null;
    /**
     * last confirmed
     */
    serverState: WizardState | null;
    /**
     * not yet confirmed, one merge patch
     */
    localChanges: WizardStateUpdate | null;
    /**
     * changes that wait to be sent or answered
     */
    pendingCount: number;
    /**
     * waits for `resolveConflict`
     */
    conflict: Conflict | null;
    /**
     * the step on the screen; may be behind `wizardState.wizard_step`
     */
    currentStep: WizardStep | null;
    navigation: {
        entries: WizardStep[];
        position: number;
    };
    checkpoint: Checkpoint | null;
    isLoading: boolean;
    isSyncing: boolean;
    /**
     * changes are kept until the service answers again
     */
    isOffline: boolean;
    /**
     * `serverState` comes from the cache of this browser and has not been confirmed yet
     */
    isStale: boolean;
    /**
     * the service cannot store for the moment
     */
    isDegraded: boolean;
    /**
     * deleted, or access was taken away
     */
    isGone: boolean;
    /**
     * for the user
     */
    error: string | null;
    /**
     * of the last refused change
     */
    fieldErrors: {
        field: string;
        message: string;
    }[];
    polling: PollingState;
    templates: Template[];
    selectedTemplate: Template | null;
    auditLog: AuditLogEntry[];
    hasMoreAudit: boolean;
    history: InvestigationItem[];
    hasMoreHistory: boolean;
    /**
     * the newest 200 of the feed, the newest last
     */
    events: FeedEvent[];
    storage: StorageState;
};
export type WizardStoreActions = {
    /**
     * show the cached state at once, then the server's, then
     * follow the feed; whatever was open before is let go
     */
    open: (investigationId: string) => Promise<void>;
    /**
     * create and open
     */
    create: (members?: JsonObject) => Promise<WizardState>;
    /**
     * take a state as confirmed
     */
    setWizardState: (state: WizardState, etag?: string) => void;
    /**
     * shown at once; settles when the server has
     * decided: rejects with WizardError when refused (and rolled back). While offline it stays pending
     */
    updateWizardState: (updates: WizardStateUpdate) => Promise<void>;
    /**
     * send what is pending, then read the state
     */
    syncWithServer: () => Promise<void>;
    /**
     * drop what is pending, and a conflict
     */
    rollbackChanges: () => void;
    /**
     * a patch: the merged
     */
    resolveConflict: (choice: "mine" | "theirs" | WizardStateUpdate) => Promise<void>;
    /**
     * on the screen only
     */
    setCurrentStep: (step: WizardStep) => void;
    /**
     * go there by the rules of `wizard_step` (SETTINGS begins
     * anew) and look at it; on the step that it is in already, only look
     */
    navigateToStep: (step: WizardStep) => Promise<void>;
    /**
     * on the screen only, through the steps looked at
     */
    goBack: () => void;
    goForward: () => void;
    /**
     * SETTINGS -> PROGRESS
     */
    startInvestigation: () => Promise<void>;
    retryInvestigation: () => Promise<void>;
    cancelInvestigation: () => Promise<void>;
    loadCheckpoint: () => Promise<void>;
    loadTemplates: (query?: JsonObject) => Promise<void>;
    createTemplate: (template: TemplateCreate, options?: {
        overwrite?: boolean;
    }) => Promise<Template>;
    updateTemplate: (id: string, updates: TemplateUpdate) => Promise<void>;
    deleteTemplate: (id: string) => Promise<void>;
    selectTemplate: (template: Template | null) => void;
    /**
     * creates an investigation out of it
     * and opens it
     */
    applyTemplate: (template: Template, use?: TemplateUse) => Promise<void>;
    /**
     * follow the feed; `open` does it
     */
    startPolling: () => void;
    stopPolling: () => void;
    refreshState: () => Promise<void>;
    /**
     * as a cut of the network would
     */
    interruptFeed: (transport?: TransportName) => void;
    loadAuditLog: (investigationId: string, options?: {
        more?: boolean;
    }) => Promise<void>;
    loadHistory: (query?: JsonObject, options?: {
        more?: boolean;
    }) => Promise<void>;
    /**
     * let go of everything but the templates
     */
    resetWizard: () => void;
};
export type WizardStore = {
    getState: () => WizardStoreState;
    /**
     * returns how to end it
     */
    subscribe: (listener: () => void) => () => void;
    actions: WizardStoreActions;
    close: () => void;
};
export type WizardStoreOptions = {
    api: WizardApi;
    transports?: TransportName[] | undefined;
    /**
     * one stream for all tabs of this browser; default true
     */
    shared?: boolean | undefined;
    /**
     * default: localStorage where it may be used
     */
    storage?: Storage | null | undefined;
};
import type { TransportName } from '../feed/types.js';
import type { WizardStateUpdate } from '../types.js';
import type { WizardState } from '../types.js';
import type { JsonObject } from '../types.js';
import type { WizardStep } from '../types.js';
import type { Checkpoint } from '../types.js';
import type { Template } from '../types.js';
import type { AuditLogEntry } from '../types.js';
import type { InvestigationItem } from '../types.js';
import type { FeedEvent } from '../types.js';
import type { TemplateCreate } from '../types.js';
import type { TemplateUpdate } from '../types.js';
import type { TemplateUse } from '../types.js';
import type { WizardApi } from '../api.js';
