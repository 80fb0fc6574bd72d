/** The shapes that clients of the service see, as JSDoc types. Nothing runs here. */

/**
 * @typedef {'SETTINGS' | 'PROGRESS' | 'RESULTS'} WizardStep
 * @typedef {'IN_PROGRESS' | 'COMPLETED' | 'ERROR' | 'CANCELLED'} InvestigationStatus
 * @typedef {'low' | 'medium' | 'high' | 'critical'} RiskLevel
 * @typedef {{ [name: string]: any }} JsonObject
 *
 * @typedef {{ entity_type: string, entity_id: string, name?: string }} Entity
 * @typedef {{ start: string, end: string }} TimeRange
 * @typedef {{ tool_name: string, enabled: boolean, parameters?: JsonObject }} ToolSelection
 *
 * @typedef {object} InvestigationSettings
 * @property {string} name
 * @property {string} [description]
 * @property {Entity[]} entities
 * @property {TimeRange} time_range
 * @property {ToolSelection[]} tools
 * @property {'AND' | 'OR'} [correlation_mode]
 * @property {'parallel' | 'sequential'} [execution_mode]
 *
 * @typedef {object} PhaseStatus
 * @property {string} phase_name
 * @property {'pending' | 'running' | 'completed' | 'error'} status
 * @property {number} progress 0 to 100
 * @property {string} [started_at]
 * @property {string} [completed_at]
 *
 * @typedef {{ agent_name: string, status: string, progress: number, logs: string[] }} AgentStatus
 *
 * @typedef {object} ToolExecution
 * @property {string} tool_name
 * @property {'PENDING' | 'IN_PROGRESS' | 'COMPLETED' | 'ERROR' | 'SKIPPED'} status
 * @property {number} [percent_complete]
 * @property {string} [started_at]
 * @property {string} [completed_at]
 * @property {number} [duration_ms]
 * @property {string} [result_summary]
 * @property {number} [findings_count]
 * @property {string} [error_message]
 * @property {boolean} [retryable]
 *
 * @typedef {object} InvestigationProgress
 * @property {number} overall_progress 0 to 100
 * @property {string} [current_phase]
 * @property {PhaseStatus[]} phases
 * @property {AgentStatus[]} agents
 * @property {ToolExecution[]} tools_executed
 * @property {string[]} logs the newest 1,000 lines; the whole log is in the feed
 * @property {string} [started_at]
 * @property {string} [estimated_completion]
 *
 * @typedef {{ title: string, description: string, severity: string, confidence: number, evidence: JsonObject[] }} Finding
 *
 * @typedef {{ overall_score: number, category_scores: Record<string, number>, risk_level: RiskLevel }} RiskScore
 *
 * @typedef {object} InvestigationResults
 * @property {Finding[]} findings
 * @property {RiskScore} risk_score
 * @property {Record<string, JsonObject>} [entity_summaries]
 * @property {JsonObject} [visualizations]
 * @property {string} [report_url]
 * @property {string} completed_at
 *
 * @typedef {object} WizardState
 * @property {string} investigation_id
 * @property {string} user_id the owner
 * @property {WizardStep} wizard_step
 * @property {InvestigationStatus} status
 * @property {number} version
 * @property {InvestigationSettings | null} [settings]
 * @property {InvestigationProgress | null} [progress]
 * @property {InvestigationResults | null} [results]
 * @property {string} created_at RFC 3339, like every time
 * @property {string} updated_at
 * @property {string | null} [archived_at]
 *
 * @typedef {object} WizardStateUpdate a merge patch (RFC 7396) of these members
 * @property {WizardStep} [wizard_step]
 * @property {InvestigationStatus} [status]
 * @property {Partial<InvestigationSettings> | null} [settings]
 * @property {Partial<InvestigationProgress> | null} [progress]
 * @property {Partial<InvestigationResults> | null} [results]
 *
 * @typedef {object} FeedEvent
 * @property {string} [id] `<epoch>-<n>`; absent for what is not stored: `state_sync`, `heartbeat`, ...
 * @property {string} event_type
 * @property {string | null} investigation_id
 * @property {string} user_id the owner of the feed
 * @property {number} [version]
 * @property {string} timestamp
 * @property {string} [actor]
 * @property {'USER' | 'WEBSOCKET' | 'POLLING' | 'SYSTEM'} [source]
 * @property {string} [request_id]
 * @property {JsonObject} data
 *
 * @typedef {object} InvestigationItem a row of a list, without the sections
 * @property {string} investigation_id
 * @property {string} user_id
 * @property {string | null} [name]
 * @property {WizardStep} wizard_step
 * @property {InvestigationStatus} status
 * @property {number} version
 * @property {'owner' | 'editor' | 'viewer'} [role] the caller's, in the list of active ones
 * @property {number | null} [risk_score]
 * @property {RiskLevel | null} [risk_level]
 * @property {number | null} [entity_count]
 * @property {string} created_at
 * @property {string} updated_at
 * @property {string | null} [started_at]
 * @property {string | null} [completed_at]
 * @property {number | null} [duration_ms]
 * @property {string | null} [last_accessed]
 *
 * @typedef {object} ActiveList
 * @property {InvestigationItem[]} investigations
 * @property {number} total
 * @property {number} limit
 * @property {number} offset
 * @property {string} timestamp
 * @property {string} cursor where the feed of everything goes on from here
 *
 * @typedef {object} Polled
 * @property {string} timestamp
 * @property {boolean} has_changes
 * @property {string} cursor
 * @property {number | null} next_poll_interval ms, null once nothing will ever change
 * @property {FeedEvent[]} [events]
 *
 * @typedef {Polled & { investigation_id: string, version: number, state?: WizardState, changes?: JsonObject }} PollAnswer
 * @typedef {Polled & { user_id: string, state?: InvestigationItem[] }} PollAllAnswer everything the user owns; state: what is active
 *
 * @typedef {'resume' | 'retry' | 'cancel' | 'archive' | 'start_fresh' | 'view_results'} RecoveryAction
 *
 * @typedef {object} Checkpoint
 * @property {string} investigation_id
 * @property {WizardStep} wizard_step
 * @property {InvestigationStatus} status
 * @property {number} version
 * @property {string} cursor
 * @property {WizardStep} resume_step
 * @property {{ entries: WizardStep[], position: number }} navigation
 * @property {boolean} stale
 * @property {RecoveryAction[]} actions
 * @property {string | null} last_accessed
 * @property {string} updated_at
 *
 * @typedef {object} Template
 * @property {string} template_id
 * @property {string} name
 * @property {string | null} [description]
 * @property {InvestigationSettings} [settings]
 * @property {string[]} [placeholders]
 * @property {number} [entity_count]
 * @property {number} usage_count
 * @property {number} [version]
 * @property {string} [created_at]
 * @property {string} updated_at
 *
 * @typedef {{ name: string, description?: string, settings: InvestigationSettings }
 *   | { name: string, description?: string, from_investigation: string }} TemplateCreate
 * @typedef {{ name?: string, description?: string | null, settings?: InvestigationSettings }} TemplateUpdate
 * @typedef {{ investigation_id?: string, values?: JsonObject, overrides?: JsonObject }} TemplateUse
 *
 * @typedef {object} AuditLogEntry
 * @property {string} entry_id
 * @property {string} investigation_id
 * @property {string} user_id
 * @property {string} actor
 * @property {string} action_type
 * @property {'POLLING' | 'WEBSOCKET' | 'USER' | 'SYSTEM'} source
 * @property {number} version
 * @property {JsonObject | null} [previous_state]
 * @property {JsonObject | null} [new_state]
 * @property {JsonObject | null} [changes]
 * @property {string} timestamp
 * @property {string | null} [request_id]
 *
 * @typedef {object} Health
 * @property {'healthy' | 'degraded' | 'unavailable'} status
 * @property {string} server_time
 * @property {{ fast_ms: number, normal_ms: number, slow_ms: number }} recommended_intervals
 * @property {{ active_connections: number, max_connections: number, load_percentage: number }} server_load
 * @property {string} [message]
 */

/**
 * @template T
 * @typedef {{ items: T[], total: number, page: number, page_size: number, has_more: boolean, next_cursor: string | null }} Page
 */

/**
 * @template T
 * @typedef {{ document: T, etag: string }} Tagged `etag` is what a change of exactly this version sends as If-Match
 */

export {};
