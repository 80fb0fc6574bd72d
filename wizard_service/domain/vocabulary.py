"""The enumerations of the contract (sections 3 and 4), and the form of an investigation's id."""

import re

SETTINGS, PROGRESS, RESULTS = WIZARD_STEPS = ("SETTINGS", "PROGRESS", "RESULTS")
IN_PROGRESS, COMPLETED, ERROR, CANCELLED = STATUSES = ("IN_PROGRESS", "COMPLETED", "ERROR", "CANCELLED")
FINAL_STATUSES = (COMPLETED, CANCELLED)

SOURCES = ("USER", "WEBSOCKET", "POLLING", "SYSTEM")
TOOL_STATUSES = ("PENDING", "IN_PROGRESS", "COMPLETED", "ERROR", "SKIPPED")
PHASE_STATUSES = ("pending", "running", "completed", "error")
ATTACHED, LOST, RELEASED = EXECUTOR_STATUSES = ("ATTACHED", "LOST", "RELEASED")
RISK_LEVELS = ("low", "medium", "high", "critical")
ERROR_TYPES = ("validation_error", "execution_error", "system_error", "timeout_error")
INPUT_KINDS = ("confirm", "choice", "text", "form")
OPEN, ANSWERED, WITHDRAWN, EXPIRED = INPUT_STATUSES = ("OPEN", "ANSWERED", "WITHDRAWN", "EXPIRED")
SECTIONS = ("settings", "progress", "results")
ACTION_TYPES = (
    "STATE_CREATED",
    "STATE_UPDATED",
    "STATE_DELETED",
    "STEP_CHANGED",
    "STATUS_CHANGED",
    "SETTINGS_MODIFIED",
    "PROGRESS_UPDATED",
    "RESULTS_FINALIZED",
    "INPUT_GIVEN",
    "ARCHIVED",
    "RESTORED",
    "ACCESS_CHANGED",
    "EXECUTOR_ATTACHED",
    "EXECUTOR_LOST",
    "EXECUTOR_RELEASED",
    "TEMPLATE_CREATED",
    "TEMPLATE_UPDATED",
    "TEMPLATE_DELETED",
    "TEMPLATE_RESTORED",
    "TEMPLATE_APPLIED",
)

INVESTIGATION_ID = re.compile(r"[A-Za-z0-9_-]{1,255}")
# Paths of the API use these words in the position of an id.
RESERVED_IDS = frozenset(
    {
        "active",
        "client-config",
        "docs",
        "health",
        "healthz",
        "history",
        "investigation",
        "investigations",
        "invitations",
        "metrics",
        "overview",
        "poll",
        "readyz",
        "session",
        "static",
        "stream",
        "templates",
        "tickets",
        "usage",
        "users",
        "ws",
    }
)
