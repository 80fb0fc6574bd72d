"""The shapes of what the service answers, for type checkers and editors; at run time they are plain dictionaries.

Times are RFC 3339 in UTC. What stands behind `NotRequired` is told only where it applies.


The state of one investigation as the service answered it.
"""

from dataclasses import dataclass
from typing import Any, Literal, NotRequired, TypedDict

Step = Literal["SETTINGS", "PROGRESS", "RESULTS"]
Status = Literal["IN_PROGRESS", "COMPLETED", "ERROR", "CANCELLED"]
Role = Literal["viewer", "editor"]


class Navigation(TypedDict):
    """entries: the steps gone through; position: where in them we are."""

    entries: list[Step]
    position: int


class Checkpoint(TypedDict):
    """What somebody who comes back needs to go on."""

    investigation_id: str
    wizard_step: Step
    status: Status
    version: int
    cursor: str
    resume_step: Step
    navigation: Navigation
    stale: bool
    actions: list[str]
    last_accessed: str | None
    updated_at: str


class Change(TypedDict):
    version: int
    timestamp: str
    change_type: str
    fields_changed: list[str]
    details: NotRequired[Any]


class Changes(TypedDict):
    investigation_id: str
    from_version: int
    to_version: int
    changes: list[Change]
    current_snapshot: NotRequired[dict[str, Any] | None]


class Share(TypedDict):
    user_id: str
    role: Role
    granted_by: NotRequired[str]
    granted_at: NotRequired[str]


class Ticket(TypedDict):
    """expires_in: seconds."""

    ticket: str
    expires_in: int


class Template(TypedDict):
    template_id: str
    name: str
    description: NotRequired[str | None]
    settings: NotRequired[dict[str, Any]]
    placeholders: NotRequired[list[str]]
    entity_count: NotRequired[int]
    usage_count: NotRequired[int]
    version: NotRequired[int]
    created_at: NotRequired[str]
    updated_at: NotRequired[str]


class HistoryItem(TypedDict):
    investigation_id: str
    name: str | None
    status: Status
    wizard_step: Step
    risk_score: float | None
    risk_level: str | None
    entity_count: int
    created_at: str
    started_at: str | None
    completed_at: str | None
    duration_ms: int | None
    last_accessed: str | None
    updated_at: str
    version: int


class HistoryEntry(HistoryItem):
    actions: list[str]


class ArchivedMany(TypedDict):
    """results: one for each id, `{investigation_id, archived, version?, archived_at?, code?, detail?}`."""

    results: list[dict[str, Any]]
    archived: int
    failed: int


class Connections(TypedDict):
    """connections: each `{user_id, transport, client_id, follows, since, cursor, behind_events, ...}`."""

    investigation_id: str
    timestamp: str
    connections: list[dict[str, Any]]


class AuditEntry(TypedDict):
    entry_id: str
    investigation_id: str
    user_id: str
    actor: str
    action_type: str
    source: str
    version: int
    previous_state: Any
    new_state: Any
    changes: Any
    timestamp: str
    request_id: str


class Verified(TypedDict):
    """first_invalid: the entry with which the chain breaks."""

    valid: bool
    entries: int
    first_invalid: NotRequired[Any]


class Active(TypedDict):
    investigations: list[dict[str, Any]]
    total: int
    limit: int
    offset: int
    timestamp: str
    cursor: str


class Health(TypedDict):
    status: Literal["healthy", "degraded", "unavailable"]
    server_time: str
    recommended_intervals: dict[str, int]
    server_load: dict[str, float]
    message: NotRequired[str]


class Reported(TypedDict):
    """events: as they were stored."""

    version: int
    events: list[dict[str, Any]]


@dataclass(frozen=True)
class State:
    """`document` is the whole answer; `etag` is what `If-Match` needs to change exactly this version."""

    document: dict[str, Any]
    etag: str

    @property
    def investigation_id(self) -> str:
        return str(self.document["investigation_id"])

    @property
    def version(self) -> int:
        return int(self.document["version"])

    @property
    def status(self) -> str:
        """IN_PROGRESS, COMPLETED, ERROR or CANCELLED."""
        return str(self.document["status"])

    @property
    def wizard_step(self) -> str:
        """SETTINGS, PROGRESS or RESULTS."""
        return str(self.document["wizard_step"])
