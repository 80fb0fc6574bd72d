/** Types of the wizard store. Nothing here runs. */

/**
 * @import { WizardApi } from '../api/index.js'
 * @import { TransportName } from '../feed/types.js'
 * @import { FeedEvent } from '../types/feed.js'
 * @import {
 *   AuditLogEntry, Checkpoint, HistoryItem, NavigationHistory, Template, TemplateCreate,
 *   TemplateItem, TemplateUpdate, TemplateUse
 * } from '../types/lists.js'
 * @import {
 *   InputAnswer, InvestigationCreate, InvestigationSettings, JsonObject, Tagged, WizardState,
 *   WizardStateUpdate, WizardStep
 * } from '../types/state.js'
 * @import { Query } from '../http.js'
 *
 * @typedef {object} PollingState state of the feed, whatever the transport
 * @property {boolean} isPolling the feed is being followed
 * @property {boolean} isConnected
 * @property {string | null} lastUpdate when the last event or heartbeat arrived
 * @property {string | null} error for the user: only after three failures in a row
 * @property {number} retryCount
 * @property {number} currentInterval ms between polls; 0 while a stream is open
 * @property {TransportName | null} transport
 * @property {boolean} leading false when another tab of this browser holds the stream
 * @property {string | null} cursor
 *
 * @typedef {object} Conflict another user changed the same fields
 * @property {WizardStateUpdate} mine the change that was not stored
 * @property {WizardState} base the state that it was made on
 * @property {WizardState} theirs the current state
 * @property {JsonObject | null} changes merge patch from `base` to `theirs`, when known
 * @property {string | null} actor who changed it
 * @property {string | null} changedAt
 * @property {string[]} fields that both changed, e.g. `settings.name`
 *
 * @typedef {{ version: number, settings: InvestigationSettings | null }} ChangedState
 *
 * @typedef {object} StorageState
 * @property {boolean} available false when the browser's storage is blocked or full: changes that
 *   the service has not stored are lost on reload
 * @property {string | null} problem one sentence for the user
 *
 * @typedef {object} WizardStoreState immutable: every change makes a new object, and unchanged
 *   parts stay the same objects
 * @property {WizardState | null} wizardState to display: `serverState` with `localChanges` applied
 * @property {WizardState | null} serverState last confirmed by the service
 * @property {WizardStateUpdate | null} localChanges not confirmed yet, as one merge patch
 * @property {number} pendingCount changes that wait to be sent or answered
 * @property {Conflict | null} conflict waits for `resolveConflict`
 * @property {WizardStep | null} currentStep on the screen; can be behind `wizardState.wizard_step`
 * @property {NavigationHistory} navigation
 * @property {Checkpoint | null} checkpoint
 * @property {boolean} isLoading
 * @property {boolean} isSyncing
 * @property {boolean} isOffline changes are kept until the service answers again
 * @property {boolean} isStale `serverState` comes from the browser's storage and is not yet
 *   confirmed
 * @property {boolean} isDegraded the service cannot store changes at present
 * @property {boolean} isGone deleted, or access was revoked
 * @property {string | null} error for the user
 * @property {{ field: string, message: string }[]} fieldErrors of the last refused change
 * @property {PollingState} polling
 * @property {TemplateItem[]} templates
 * @property {TemplateItem | null} selectedTemplate
 * @property {AuditLogEntry[]} auditLog
 * @property {boolean} hasMoreAudit
 * @property {HistoryItem[]} history
 * @property {boolean} hasMoreHistory
 * @property {FeedEvent[]} events the last 200 of the feed, the newest last
 * @property {StorageState} storage
 *
 * @typedef {object} WizardStoreActions
 * @property {(investigationId: string, initial?: Tagged<WizardState>) => Promise<void>} open shows
 *   the cached state at once, or `initial` when the page has read it already, then that of the
 *   service, and follows the feed; closes the investigation that was open
 * @property {(members?: InvestigationCreate) => Promise<WizardState>} create creates and opens
 * @property {(state: WizardState, etag?: string) => void} setWizardState takes a state as confirmed
 * @property {(updates: WizardStateUpdate, base?: ChangedState) => Promise<void>} updateWizardState
 *   shows the change at once; settles when the service has decided, and rejects with WizardError
 *   when it refused the change, which is then rolled back. While offline the change stays pending.
 *   `base` is the state that the user has changed, by default the one on the screen: what others
 *   have changed since then in the same fields becomes a conflict
 * @property {() => Promise<void>} syncWithServer sends what is pending, then reads the state
 * @property {() => void} rollbackChanges drops what is pending, and a conflict
 * @property {(choice: 'mine' | 'theirs' | WizardStateUpdate) => Promise<void>} resolveConflict a
 *   patch replaces the change that was not stored
 * @property {(step: WizardStep) => void} setCurrentStep on the screen only
 * @property {(step: WizardStep) => Promise<void>} navigateToStep changes `wizard_step` by its rules
 *   (a return to SETTINGS drops progress and results) and shows the step
 * @property {() => void} goBack on the screen only, through the steps shown before
 * @property {() => void} goForward
 * @property {() => Promise<void>} startInvestigation SETTINGS -> PROGRESS
 * @property {() => Promise<void>} retryInvestigation
 * @property {() => Promise<void>} cancelInvestigation
 * @property {(requestId: string, answer: InputAnswer) => Promise<void>} answerInput answers a
 *   question of the executor
 * @property {() => Promise<void>} loadCheckpoint
 * @property {(query?: Query) => Promise<void>} loadTemplates
 * @property {(template: TemplateCreate, options?: { overwrite?: boolean }) => Promise<Template>}
 *   createTemplate
 * @property {(id: string, updates: TemplateUpdate) => Promise<void>} updateTemplate
 * @property {(id: string) => Promise<void>} deleteTemplate
 * @property {(template: TemplateItem | null) => void} selectTemplate
 * @property {(template: { template_id: string }, use?: TemplateUse) => Promise<void>} applyTemplate
 *   creates an investigation from the template and opens it
 * @property {() => void} startPolling follows the feed, as `open` does
 * @property {() => void} stopPolling
 * @property {() => Promise<void>} refreshState
 * @property {(transport?: TransportName) => void} interruptFeed as a network failure would
 * @property {(investigationId: string, options?: { more?: boolean }) => Promise<void>} loadAuditLog
 * @property {(query?: Query, options?: { more?: boolean }) => Promise<void>} loadHistory
 * @property {() => void} resetWizard closes the investigation and keeps templates and history
 *
 * @typedef {object} WizardStoreOptions
 * @property {WizardApi} api
 * @property {TransportName[]} [transports]
 * @property {boolean} [shared] one stream for all tabs of this browser; default true
 * @property {number} [cacheTtlMs] how long the browser keeps states; default: as `clientConfig()`
 *   said, else seven days
 * @property {Storage | null} [storage] default: localStorage where the browser permits it
 */

export {};
