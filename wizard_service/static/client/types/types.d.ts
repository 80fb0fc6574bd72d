export type WizardStep = "SETTINGS" | "PROGRESS" | "RESULTS";
export type InvestigationStatus = "IN_PROGRESS" | "COMPLETED" | "ERROR" | "CANCELLED";
export type RiskLevel = "low" | "medium" | "high" | "critical";
export type JsonObject = {
    [name: string]: any;
};
export type Entity = {
    entity_type: string;
    entity_id: string;
    name?: string;
};
export type TimeRange = {
    start: string;
    end: string;
};
export type ToolSelection = {
    tool_name: string;
    enabled: boolean;
    parameters?: JsonObject;
};
export type InvestigationSettings = {
    name: string;
    description?: string | undefined;
    entities: Entity[];
    time_range: TimeRange;
    tools: ToolSelection[];
    correlation_mode?: "AND" | "OR" | undefined;
    execution_mode?: "parallel" | "sequential" | undefined;
};
export type PhaseStatus = {
    phase_name: string;
    status: "pending" | "running" | "completed" | "error";
    /**
     * 0 to 100
     */
    progress: number;
    started_at?: string | undefined;
    completed_at?: string | undefined;
};
export type AgentStatus = {
    agent_name: string;
    status: string;
    progress: number;
    logs: string[];
};
export type ToolExecution = {
    tool_name: string;
    status: "PENDING" | "IN_PROGRESS" | "COMPLETED" | "ERROR" | "SKIPPED";
    percent_complete?: number | undefined;
    started_at?: string | undefined;
    completed_at?: string | undefined;
    duration_ms?: number | undefined;
    result_summary?: string | undefined;
    findings_count?: number | undefined;
    error_message?: string | undefined;
    retryable?: boolean | undefined;
};
export type InvestigationProgress = {
    /**
     * 0 to 100
     */
    overall_progress: number;
    current_phase?: string | undefined;
    phases: PhaseStatus[];
    agents: AgentStatus[];
    tools_executed: ToolExecution[];
    /**
     * the newest 1,000 lines; the whole log is in the feed
     */
    logs: string[];
    started_at?: string | undefined;
    estimated_completion?: string | undefined;
};
export type Finding = {
    title: string;
    description: string;
    severity: string;
    confidence: number;
    evidence: JsonObject[];
};
export type RiskScore = {
    overall_score: number;
    category_scores: Record<string, number>;
    risk_level: RiskLevel;
};
export type InvestigationResults = {
    findings: Finding[];
    risk_score: RiskScore;
    entity_summaries?: Record<string, JsonObject> | undefined;
    visualizations?: JsonObject | undefined;
    report_url?: string | undefined;
    completed_at: string;
};
export type WizardState = {
    investigation_id: string;
    /**
     * the owner
     */
    user_id: string;
    wizard_step: WizardStep;
    status: InvestigationStatus;
    version: number;
    settings?: InvestigationSettings | null | undefined;
    progress?: InvestigationProgress | null | undefined;
    results?: InvestigationResults | null | undefined;
    /**
     * RFC 3339, like every time
     */
    created_at: string;
    updated_at: string;
    archived_at?: string | null | undefined;
};
/**
 * a merge patch (RFC 7396) of these members
 */
export type WizardStateUpdate = {
    wizard_step?: WizardStep | undefined;
    status?: InvestigationStatus | undefined;
    settings?: Partial<InvestigationSettings> | null | undefined;
    progress?: Partial<InvestigationProgress> | null | undefined;
    results?: Partial<InvestigationResults> | null | undefined;
};
export type FeedEvent = {
    /**
     * `<epoch>-<n>`; absent for what is not stored: `state_sync`, `heartbeat`, ...
     */
    id?: string | undefined;
    event_type: string;
    investigation_id: string | null;
    /**
     * the owner of the feed
     */
    user_id: string;
    version?: number | undefined;
    timestamp: string;
    actor?: string | undefined;
    source?: "USER" | "WEBSOCKET" | "POLLING" | "SYSTEM" | undefined;
    request_id?: string | undefined;
    data: JsonObject;
};
/**
 * a row of a list, without the sections
 */
export type InvestigationItem = {
    investigation_id: string;
    user_id: string;
    name?: string | null | undefined;
    wizard_step: WizardStep;
    status: InvestigationStatus;
    version: number;
    /**
     * the caller's, in the list of active ones
     */
    role?: "owner" | "editor" | "viewer" | undefined;
    risk_score?: number | null | undefined;
    risk_level?: RiskLevel | null | undefined;
    entity_count?: number | null | undefined;
    created_at: string;
    updated_at: string;
    started_at?: string | null | undefined;
    completed_at?: string | null | undefined;
    duration_ms?: number | null | undefined;
    last_accessed?: string | null | undefined;
};
export type ActiveList = {
    investigations: InvestigationItem[];
    total: number;
    limit: number;
    offset: number;
    timestamp: string;
    /**
     * where the feed of everything goes on from here
     */
    cursor: string;
};
export type Polled = {
    timestamp: string;
    has_changes: boolean;
    cursor: string;
    /**
     * ms, null once nothing will ever change
     */
    next_poll_interval: number | null;
    events?: FeedEvent[] | undefined;
};
export type PollAnswer = Polled & {
    investigation_id: string;
    version: number;
    state?: WizardState;
    changes?: JsonObject;
};
/**
 * everything the user owns; state: what is active
 */
export type PollAllAnswer = Polled & {
    user_id: string;
    state?: InvestigationItem[];
};
export type RecoveryAction = "resume" | "retry" | "cancel" | "archive" | "start_fresh" | "view_results";
export type Checkpoint = {
    investigation_id: string;
    wizard_step: WizardStep;
    status: InvestigationStatus;
    version: number;
    cursor: string;
    resume_step: WizardStep;
    navigation: {
        entries: WizardStep[];
        position: number;
    };
    stale: boolean;
    actions: RecoveryAction[];
    last_accessed: string | null;
    updated_at: string;
};
export type Template = {
    template_id: string;
    name: string;
    description?: string | null | undefined;
    settings?: InvestigationSettings | undefined;
    placeholders?: string[] | undefined;
    entity_count?: number | undefined;
    usage_count: number;
    version?: number | undefined;
    created_at?: string | undefined;
    updated_at: string;
};
export type TemplateCreate = {
    name: string;
    description?: string;
    settings: InvestigationSettings;
} | {
    name: string;
    description?: string;
    from_investigation: string;
};
export type TemplateUpdate = {
    name?: string;
    description?: string | null;
    settings?: InvestigationSettings;
};
export type TemplateUse = {
    investigation_id?: string;
    values?: JsonObject;
    overrides?: JsonObject;
};
export type AuditLogEntry = {
    entry_id: string;
    investigation_id: string;
    user_id: string;
    actor: string;
    action_type: string;
    source: "POLLING" | "WEBSOCKET" | "USER" | "SYSTEM";
    version: number;
    previous_state?: JsonObject | null | undefined;
    new_state?: JsonObject | null | undefined;
    changes?: JsonObject | null | undefined;
    timestamp: string;
    request_id?: string | null | undefined;
};
export type Health = {
    status: "healthy" | "degraded" | "unavailable";
    server_time: string;
    recommended_intervals: {
        fast_ms: number;
        normal_ms: number;
        slow_ms: number;
    };
    server_load: {
        active_connections: number;
        max_connections: number;
        load_percentage: number;
    };
    message?: string | undefined;
};
export type Page<T> = {
    items: T[];
    total: number;
    page: number;
    page_size: number;
    has_more: boolean;
    next_cursor: string | null;
};
/**
 * `etag` is what a change of exactly this version sends as If-Match
 */
export type Tagged<T> = {
    document: T;
    etag: string;
};
