/**
 * Lists of investigations, templates and audit entries as clients see them, and who has access.
 * These types run nothing; a test compares them with the OpenAPI document.
 */

/**
 * @import { Source } from './feed.js'
 * @import {
 *   ExecutorPresence, InvestigationSettings, InvestigationStatus, JsonObject, RiskLevel, SettingsInput, WizardState,
 *   WizardStep
 * } from './state.js'
 *
 * @typedef {object} ActiveInvestigation
 * @property {string} investigation_id
 * @property {string} user_id
 * @property {'owner' | 'editor' | 'viewer'} role of the caller
 * @property {string | null} name
 * @property {WizardStep} wizard_step
 * @property {InvestigationStatus} status
 * @property {number} version
 * @property {number | null} risk_score
 * @property {RiskLevel | null} risk_level
 * @property {number} entity_count
 * @property {string} created_at
 * @property {string} updated_at
 * @property {string | null} started_at
 * @property {string | null} completed_at
 * @property {number} open_inputs how many questions of its executor wait for a person
 * @property {ExecutorPresence['status'] | null} executor_status of the newest lease, null without one
 *
 * @typedef {object} ActiveList
 * @property {ActiveInvestigation[]} investigations
 * @property {number} total
 * @property {number} waiting of all active investigations, how many wait for a person
 * @property {number} limit
 * @property {number} offset
 * @property {string} timestamp
 * @property {string} cursor where the feed of everything the caller owns continues
 *
 * @typedef {object} HistoryItem
 * @property {string} investigation_id
 * @property {string | null} name
 * @property {InvestigationStatus} status
 * @property {WizardStep} wizard_step
 * @property {number | null} risk_score
 * @property {RiskLevel | null} risk_level
 * @property {number} entity_count
 * @property {string} created_at
 * @property {string | null} started_at
 * @property {string | null} completed_at
 * @property {number | null} duration_ms
 * @property {string | null} last_accessed
 * @property {string} updated_at
 * @property {number} version
 * @property {string | null} archived_at
 * @property {string | null} template_id
 * @property {number | null} template_version
 *
 * @typedef {'resume' | 'resume_executor' | 'view_results' | 'retry' | 'cancel' | 'archive'
 *   | 'start_fresh'} RecoveryAction
 *
 * @typedef {HistoryItem & { actions: (RecoveryAction | 'restore')[] }} HistoryEntry
 *
 * @typedef {object} ArchivedOne
 * @property {string} investigation_id
 * @property {boolean} archived
 * @property {number} [version]
 * @property {string} [archived_at]
 * @property {string} [code] why it was not archived
 * @property {string} [detail]
 *
 * @typedef {{ results: ArchivedOne[], archived: number, failed: number }} ArchivedMany
 *
 * @typedef {{ entries: WizardStep[], position: number }} NavigationHistory
 *
 * @typedef {object} Checkpoint
 * @property {string} investigation_id
 * @property {WizardStep} wizard_step
 * @property {InvestigationStatus} status
 * @property {number} version
 * @property {string} cursor
 * @property {WizardStep} resume_step
 * @property {NavigationHistory} navigation
 * @property {boolean} stale
 * @property {'owner' | 'editor' | 'viewer' | null} role of the caller, null for access by a scope
 * @property {RecoveryAction[]} actions
 * @property {string | null} last_accessed
 * @property {string} updated_at
 *
 * @typedef {object} TemplateItem
 * @property {string} template_id
 * @property {string} user_id
 * @property {string} name
 * @property {string | null} description
 * @property {number} entity_count
 * @property {number} usage_count
 * @property {number} version
 * @property {string} created_at
 * @property {string} updated_at
 * @property {string[]} placeholders
 *
 * @typedef {TemplateItem & { settings: InvestigationSettings }} Template
 *
 * @typedef {object} TemplateVersion
 * @property {number} version
 * @property {string} name
 * @property {string} action_type the change that made it
 * @property {string} actor
 * @property {string} updated_at
 *
 * @typedef {{ versions: TemplateVersion[] }} TemplateVersions the newest first
 *
 * @typedef {object} TemplateCreate with either `settings` or `from_investigation`
 * @property {string} name
 * @property {string | null} [description]
 * @property {SettingsInput} [settings]
 * @property {string} [from_investigation]
 * @property {number} [version] of `from_investigation`
 *
 * @typedef {object} TemplateUpdate
 * @property {string} [name]
 * @property {string | null} [description]
 * @property {SettingsInput} [settings]
 * @property {number} [version] the current version of the template
 *
 * @typedef {object} TemplateUse
 * @property {string} [investigation_id]
 * @property {number} [version] of the investigation to fill, which exists
 * @property {JsonObject} [values] of the placeholders
 * @property {JsonObject} [overrides] merge patch of the settings
 *
 * @typedef {'STATE_CREATED' | 'STATE_UPDATED' | 'STATE_DELETED' | 'STEP_CHANGED' | 'STATUS_CHANGED'
 *   | 'SETTINGS_MODIFIED' | 'PROGRESS_UPDATED' | 'RESULTS_FINALIZED' | 'ARCHIVED' | 'RESTORED'
 *   | 'ACCESS_CHANGED' | 'EXECUTOR_ATTACHED' | 'EXECUTOR_LOST' | 'EXECUTOR_RELEASED' | 'INPUT_GIVEN'
 *   | 'TEMPLATE_CREATED' | 'TEMPLATE_UPDATED' | 'TEMPLATE_DELETED' | 'TEMPLATE_RESTORED'
 *   | 'TEMPLATE_APPLIED'} AuditAction
 *
 * @typedef {object} AuditLogEntry
 * @property {string} entry_id
 * @property {string} investigation_id
 * @property {string} user_id
 * @property {string} actor
 * @property {AuditAction} action_type the first of `action_types`
 * @property {AuditAction[]} action_types everything that the write did
 * @property {Source} source
 * @property {number} version
 * @property {WizardState | null} previous_state
 * @property {WizardState | null} new_state
 * @property {JsonObject} changes
 * @property {string} timestamp
 * @property {string} request_id
 * @property {string} [trace_id] of the caller's `traceparent`; absent without one
 *
 * @typedef {{ items: AuditLogEntry[], next_cursor: string | null }} AuditPage
 *
 * @typedef {object} AuditVerdict
 * @property {boolean} valid
 * @property {number} entries
 * @property {string | null} [first_invalid]
 * @property {string} [reason]
 *
 * @typedef {{ ticket: string, expires_in: number }} Ticket `expires_in`: s
 *
 * @typedef {object} AccessGrant
 * @property {string} user_id
 * @property {'viewer' | 'editor'} role
 * @property {string} [granted_by]
 * @property {string} [granted_at]
 * @property {string | null} [accepted_at] null for an invitation
 *
 * @typedef {object} Invitation
 * @property {string} investigation_id
 * @property {string} user_id of the owner
 * @property {string | null} name
 * @property {'viewer' | 'editor'} role
 * @property {string} granted_by
 * @property {string} granted_at
 *
 * @typedef {object} InvitationList
 * @property {Invitation[]} invitations
 * @property {number} total
 * @property {number} limit
 * @property {number} offset
 *
 * @typedef {{ access: AccessGrant[] }} AccessList
 */

/**
 * @template T
 * @typedef {object} Page
 * @property {T[]} items
 * @property {number} total
 * @property {number} page
 * @property {number} page_size
 * @property {boolean} has_more
 * @property {string | null} next_cursor
 */

export {};
