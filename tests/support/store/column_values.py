"""Values that the tables accept and values that they refuse: words, ranges, JSON."""

from wizard_service.domain.vocabulary import RISK_LEVELS, SOURCES, STATUSES, WIZARD_STEPS

STATES, EVENTS, AUDIT = "investigation_states", "events", "investigation_audit_log"
TEMPLATE_VERSIONS = "investigation_template_versions"
ACTIONS = (
    *("STATE_CREATED", "STATE_UPDATED", "STATE_DELETED", "STEP_CHANGED", "STATUS_CHANGED", "SETTINGS_MODIFIED"),
    *("PROGRESS_UPDATED", "RESULTS_FINALIZED", "ARCHIVED", "RESTORED", "ACCESS_CHANGED"),
    *("TEMPLATE_CREATED", "TEMPLATE_UPDATED", "TEMPLATE_DELETED", "TEMPLATE_RESTORED", "TEMPLATE_APPLIED"),
)
WORDS: dict[tuple[str, str], tuple[str, ...]] = {
    (STATES, "wizard_step"): WIZARD_STEPS,
    (STATES, "status"): STATUSES,
    (STATES, "risk_level"): RISK_LEVELS,
    ("investigation_access", "role"): ("viewer", "editor"),
    (EVENTS, "source"): SOURCES,
    (AUDIT, "source"): SOURCES,
    (TEMPLATE_VERSIONS, "action_type"): ACTIONS[-5:-1],
}
BAD_WORDS = [
    (table, column, word)
    for (table, column), words in WORDS.items()
    for word in ("", "bogus", words[0].swapcase(), f" {words[0]}", words[0][:-1])
]
BAD_RANGES = [
    (STATES, {"version": 0}),
    (STATES, {"incarnation": -1}),
    (STATES, {"entity_count": -1}),
    (STATES, {"risk_score": -0.1}),
    (STATES, {"risk_score": 100.1}),
    (EVENTS, {"feed_offset": 0}),
    (EVENTS, {"version": 0}),
    (AUDIT, {"version": 0}),
    ("executor_leases", {"fence": 0}),
    ("executor_leases", {"ttl_s": 0}),
    ("executor_leases", {"ended_at": None}),
    ("feeds", {"pruned": -1}),
    ("feeds", {"pruned": 1}),
    ("feed_losses", {"events": 0}),
    ("unfinished_deletions", {"feed_offset": 0}),
    ("investigation_templates", {"version": 0}),
    ("investigation_templates", {"entity_count": -1}),
    ("investigation_templates", {"usage_count": -1}),
    (TEMPLATE_VERSIONS, {"version": 0}),
    ("investigation_history_counts", {"investigations": -1}),
    (TEMPLATE_VERSIONS, {"entity_count": -1}),
    ("database_identity", {"only_row": 2}),
    ("database_identity", {"file_id": "short"}),
    ("database_identity", {"commits": -1}),
    ("database_identity", {"missing_commits": -1}),
    ("database_identity", {"missing_events": -1}),
]
JSON = [
    *((STATES, column) for column in ("settings_json", "progress_json", "results_json")),
    *((AUDIT, column) for column in ("previous_state", "changes")),
    *((EVENTS, "data"), ("investigation_templates", "template_json"), ("idempotency_keys", "outcome")),
    *((table, "placeholders_json") for table in ("investigation_templates", TEMPLATE_VERSIONS)),
    (TEMPLATE_VERSIONS, "template_json"),
]
