/**
 * The state of an investigation as clients see it. These types run nothing; a test compares them
 * with the OpenAPI document.
 */

/**
 * @typedef {'SETTINGS' | 'PROGRESS' | 'RESULTS'} WizardStep
 * @typedef {'IN_PROGRESS' | 'COMPLETED' | 'ERROR' | 'CANCELLED'} InvestigationStatus
 * @typedef {'low' | 'medium' | 'high' | 'critical'} RiskLevel
 * @typedef {{ [name: string]: any }} JsonObject
 *
 * @typedef {object} Entity
 * @property {string} entity_type
 * @property {string} entity_id
 * @property {string | null} [name]
 *
 * @typedef {object} TimeRange
 * @property {string} start
 * @property {string} end
 * @property {number} [last_s] of a relative range, which ends at the start of the investigation
 *
 * @typedef {object} ToolSelection
 * @property {string} tool_name
 * @property {boolean} enabled
 * @property {JsonObject | null} [parameters]
 *
 * @typedef {object} InvestigationSettings
 * @property {string} name
 * @property {string} [description]
 * @property {Entity[]} entities
 * @property {TimeRange} time_range
 * @property {ToolSelection[]} tools
 * @property {'AND' | 'OR'} correlation_mode
 * @property {'parallel' | 'sequential'} execution_mode
 *
 * @typedef {object} ToolSelectionInput
 * @property {string} tool_name
 * @property {boolean} [enabled] default true
 * @property {JsonObject | null} [parameters]
 *
 * @typedef {object} SettingsInput settings as a request sends them
 * @property {string} name
 * @property {string | null} [description]
 * @property {Entity[]} entities
 * @property {TimeRange} time_range
 * @property {ToolSelectionInput[]} tools
 * @property {'AND' | 'OR'} [correlation_mode] default OR
 * @property {'parallel' | 'sequential'} [execution_mode] default parallel
 *
 * @typedef {object} PhaseRun
 * @property {'pending' | 'running' | 'completed' | 'error'} status
 * @property {number} progress 0 to 100
 * @property {string | null} [started_at]
 * @property {string | null} [completed_at]
 *
 * @typedef {PhaseRun & { phase_name: string, runs?: PhaseRun[] | null }} PhaseStatus `runs` has
 *   the newest 5 earlier runs, the newest last
 *
 * @typedef {object} AgentStatus
 * @property {string} agent_name
 * @property {string} status
 * @property {number} progress 0 to 100
 * @property {string[]} logs
 *
 * @typedef {object} ToolRun
 * @property {'PENDING' | 'IN_PROGRESS' | 'COMPLETED' | 'ERROR' | 'SKIPPED'} status
 * @property {number} percent_complete
 * @property {string | null} [started_at]
 * @property {string | null} [completed_at]
 * @property {number | null} [duration_ms]
 * @property {string | null} [result_summary]
 * @property {number | null} [findings_count]
 * @property {string | null} [error_message]
 * @property {string | null} [error_code]
 * @property {boolean | null} [retryable]
 *
 * @typedef {ToolRun & { tool_name: string, runs?: ToolRun[] | null }} ToolExecution `runs` has the
 *   newest 5 earlier runs, the newest last
 *
 * @typedef {object} InvestigationError why an investigation is in ERROR
 * @property {string} error_message
 * @property {'validation_error' | 'execution_error' | 'system_error' | 'timeout_error'} error_type
 * @property {string} [error_code]
 * @property {string} [recovery_action] what the executor advises to do
 * @property {string} [occurred_at]
 *
 * @typedef {object} ExecutorPresence who works on an investigation, written by the service alone
 * @property {string} executor
 * @property {'ATTACHED' | 'LOST' | 'RELEASED'} status
 * @property {string} since
 * @property {string} last_seen_at as far as an event has it; the lease has the last renewal
 *
 * @typedef {object} InvestigationProgress
 * @property {number} overall_progress 0 to 100
 * @property {string} [current_phase]
 * @property {PhaseStatus[]} phases
 * @property {AgentStatus[]} agents
 * @property {ToolExecution[]} tools_executed
 * @property {string[]} logs the newest 1,000 lines; the feed has the whole log
 * @property {InputRequest[]} [inputs] what the executor asked, the newest 50
 * @property {Finding[]} [findings] what was found so far, the newest 200
 * @property {string} [started_at]
 * @property {string} [estimated_completion]
 * @property {InvestigationError} [error] in ERROR, and after it was cancelled
 * @property {ExecutorPresence} [executor]
 *
 * @typedef {boolean | string | JsonObject} InputAnswer of a confirm, of a choice or text, of a form
 *
 * @typedef {object} InputRequest a question to a person
 * @property {string} request_id
 * @property {string} prompt
 * @property {'confirm' | 'choice' | 'text' | 'form'} kind
 * @property {string[]} [options] of a choice
 * @property {JsonObject} [schema] of the answer, for a text or form
 * @property {string} [expires_at]
 * @property {'OPEN' | 'ANSWERED' | 'WITHDRAWN' | 'EXPIRED'} status
 * @property {InputAnswer} [answer]
 * @property {string} [answered_by]
 * @property {string} requested_at
 * @property {string} [answered_at]
 *
 * @typedef {object} Finding
 * @property {string} [finding_id]
 * @property {string} title
 * @property {string} description
 * @property {string} severity
 * @property {number} confidence 0 to 1
 * @property {JsonObject[]} evidence
 *
 * @typedef {object} RiskScore
 * @property {number} overall_score 0 to 100
 * @property {Record<string, number>} category_scores
 * @property {RiskLevel} risk_level
 *
 * @typedef {object} InvestigationResults
 * @property {Finding[]} findings
 * @property {RiskScore} risk_score
 * @property {Record<string, JsonObject>} entity_summaries
 * @property {JsonObject} visualizations
 * @property {string} [report_url]
 * @property {string} completed_at
 *
 * @typedef {object} WizardState
 * @property {string} investigation_id
 * @property {string} user_id the owner
 * @property {WizardStep} wizard_step
 * @property {InvestigationStatus} status
 * @property {number} version
 * @property {InvestigationSettings | null} settings
 * @property {InvestigationProgress | null} progress
 * @property {InvestigationResults | null} results
 * @property {string} created_at RFC 3339, like every timestamp
 * @property {string} updated_at
 * @property {string | null} archived_at
 *
 * @typedef {object} InvestigationCreate
 * @property {string} [investigation_id]
 * @property {WizardStep} [wizard_step]
 * @property {InvestigationStatus} [status]
 * @property {SettingsInput | null} [settings]
 *
 * @typedef {object} WizardStateUpdate merge patch (RFC 7396) of these members
 * @property {WizardStep} [wizard_step]
 * @property {InvestigationStatus} [status]
 * @property {MergePatch<InvestigationSettings> | null} [settings]
 * @property {MergePatch<InvestigationProgress> | null} [progress]
 * @property {MergePatch<InvestigationResults> | null} [results]
 */

/**
 * @template T
 * @typedef {{ [K in keyof T]?:
 *   (T[K] extends any[] ? T[K] : T[K] extends object ? MergePatch<T[K]> : T[K]) | null
 * }} MergePatch null removes a member; arrays are replaced whole
 */

/**
 * @template T
 * @typedef {{ document: T, etag: string }} Tagged a change of exactly this version sends `etag` as
 *   If-Match
 */

export {};
