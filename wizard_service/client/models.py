"""The state of an investigation, and typed dictionaries for what several responses have in common.

The typed dictionaries of all other responses are in `api`, next to the methods that return them.
"""

from dataclasses import dataclass
from typing import Any, Literal, TypedDict, cast

Document = dict[str, Any]
Step = Literal["SETTINGS", "PROGRESS", "RESULTS"]
Status = Literal["IN_PROGRESS", "COMPLETED", "ERROR", "CANCELLED"]
RiskLevel = Literal["low", "medium", "high", "critical"]


@dataclass(frozen=True)
class State:
    """The state of one investigation.

    document: the whole response body. etag: the value for `If-Match` to change exactly this version.
    """

    document: Document
    etag: str

    @property
    def investigation_id(self) -> str:
        return str(self.document["investigation_id"])

    @property
    def version(self) -> int:
        return int(self.document["version"])

    @property
    def status(self) -> Status:
        return cast(Status, self.document["status"])

    @property
    def wizard_step(self) -> Step:
        return cast(Step, self.document["wizard_step"])


class InvestigationSummary(TypedDict):
    """The members that an item of the history and an item of the active list have in common."""

    investigation_id: str
    name: str | None
    wizard_step: Step
    status: Status
    version: int
    risk_score: float | None
    risk_level: RiskLevel | None
    entity_count: int
    created_at: str
    updated_at: str
    started_at: str | None
    completed_at: str | None
