/** What the store of one wizard holds and does. Nothing runs here. */

/**
 * @import { WizardApi } from '../api/index.js'
 * @import { TransportName } from '../feed/types.js'
 * @import {
 *   AuditLogEntry, Checkpoint, FeedEvent, InvestigationItem, JsonObject, Template, TemplateCreate, TemplateUpdate,
 *   TemplateUse, WizardState, WizardStateUpdate, WizardStep
 * } from '../types.js'
 *
 * @typedef {object} PollingState
 * @property {boolean} isPolling the feed is being followed, by whatever transport
 * @property {boolean} isConnected
 * @property {string | null} lastUpdate when the last event or heartbeat came
 * @property {string | null} error for the user: only after three failures in a row
 * @property {number} retryCount
 * @property {number} currentInterval ms between polls; 0 while a stream is open
 * @property {TransportName | null} transport
 * @property {boolean} leading false when another tab of this browser holds the stream
 * @property {string | null} cursor
 *
 * @typedef {object} Conflict somebody else changed what was changed here
 * @property {WizardStateUpdate} mine the change that was not stored
 * @property {WizardState} base what it was made on
 * @property {WizardState} theirs the state as it is now
 * @property {JsonObject | null} changes merge patch from `base` to `theirs`, when known
 * @property {string | null} actor who changed it
 * @property {string | null} changedAt
 * @property {string[]} fields what both changed, e.g. `settings.name`
 *
 * @typedef {object} StorageState
 * @property {boolean} available false when the browser's storage is blocked or full: work goes on, but a reload forgets
 *   what the server does not have
 * @property {string | null} problem one sentence for the user
 *
 * @typedef {object} WizardStoreState immutable: every change makes a new one, unchanged parts stay the same objects
 * @property {WizardState | null} wizardState what to show: `serverState` with `localChanges` on top
 * @property {WizardState | null} serverState last confirmed
 * @property {WizardStateUpdate | null} localChanges not yet confirmed, one merge patch
 * @property {number} pendingCount changes that wait to be sent or answered
 * @property {Conflict | null} conflict waits for `resolveConflict`
 * @property {WizardStep | null} currentStep the step on the screen; may be behind `wizardState.wizard_step`
 * @property {{ entries: WizardStep[], position: number }} navigation
 * @property {Checkpoint | null} checkpoint
 * @property {boolean} isLoading
 * @property {boolean} isSyncing
 * @property {boolean} isOffline changes are kept until the service answers again
 * @property {boolean} isStale `serverState` comes from the cache of this browser and has not been confirmed yet
 * @property {boolean} isDegraded the service cannot store for the moment
 * @property {boolean} isGone deleted, or access was taken away
 * @property {string | null} error for the user
 * @property {{ field: string, message: string }[]} fieldErrors of the last refused change
 * @property {PollingState} polling
 * @property {Template[]} templates
 * @property {Template | null} selectedTemplate
 * @property {AuditLogEntry[]} auditLog
 * @property {boolean} hasMoreAudit
 * @property {InvestigationItem[]} history
 * @property {boolean} hasMoreHistory
 * @property {FeedEvent[]} events the newest 200 of the feed, the newest last
 * @property {StorageState} storage
 *
 * @typedef {object} WizardStoreActions
 * @property {(investigationId: string) => Promise<void>} open show the cached state at once, then the server's, then
 *   follow the feed; whatever was open before is let go
 * @property {(members?: JsonObject) => Promise<WizardState>} create create and open
 * @property {(state: WizardState, etag?: string) => void} setWizardState take a state as confirmed
 * @property {(updates: WizardStateUpdate) => Promise<void>} updateWizardState shown at once; settles when the server has
 *   decided: rejects with WizardError when refused (and rolled back). While offline it stays pending
 * @property {() => Promise<void>} syncWithServer send what is pending, then read the state
 * @property {() => void} rollbackChanges drop what is pending, and a conflict
 * @property {(choice: 'mine' | 'theirs' | WizardStateUpdate) => Promise<void>} resolveConflict a patch: the merged
 * @property {(step: WizardStep) => void} setCurrentStep on the screen only
 * @property {(step: WizardStep) => Promise<void>} navigateToStep go there by the rules of `wizard_step` (SETTINGS begins
 *   anew) and look at it; on the step that it is in already, only look
 * @property {() => void} goBack on the screen only, through the steps looked at
 * @property {() => void} goForward
 * @property {() => Promise<void>} startInvestigation SETTINGS -> PROGRESS
 * @property {() => Promise<void>} retryInvestigation
 * @property {() => Promise<void>} cancelInvestigation
 * @property {() => Promise<void>} loadCheckpoint
 * @property {(query?: JsonObject) => Promise<void>} loadTemplates
 * @property {(template: TemplateCreate, options?: { overwrite?: boolean }) => Promise<Template>} createTemplate
 * @property {(id: string, updates: TemplateUpdate) => Promise<void>} updateTemplate
 * @property {(id: string) => Promise<void>} deleteTemplate
 * @property {(template: Template | null) => void} selectTemplate
 * @property {(template: Template, use?: TemplateUse) => Promise<void>} applyTemplate creates an investigation out of it
 *   and opens it
 * @property {() => void} startPolling follow the feed; `open` does it
 * @property {() => void} stopPolling
 * @property {() => Promise<void>} refreshState
 * @property {(transport?: TransportName) => void} interruptFeed as a cut of the network would
 * @property {(investigationId: string, options?: { more?: boolean }) => Promise<void>} loadAuditLog
 * @property {(query?: JsonObject, options?: { more?: boolean }) => Promise<void>} loadHistory
 * @property {() => void} resetWizard let go of everything but the templates
 *
 * @typedef {object} WizardStore
 * @property {() => WizardStoreState} getState
 * @property {(listener: () => void) => () => void} subscribe returns how to end it
 * @property {WizardStoreActions} actions
 * @property {() => void} close
 *
 * @typedef {object} WizardStoreOptions
 * @property {WizardApi} api
 * @property {TransportName[]} [transports]
 * @property {boolean} [shared] one stream for all tabs of this browser; default true
 * @property {Storage | null} [storage] default: localStorage where it may be used
 */

export {};
