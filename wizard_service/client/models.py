"""The state of an investigation, and the members that several documents share.

The typed dictionaries of all other documents are in `api`, next to the calls that return them.
"""

from dataclasses import dataclass
from typing import Any, Literal, TypedDict

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
    def status(self) -> str:
        """IN_PROGRESS, COMPLETED, ERROR or CANCELLED."""
        return str(self.document["status"])

    @property
    def wizard_step(self) -> str:
        """SETTINGS, PROGRESS or RESULTS."""
        return str(self.document["wizard_step"])


class InvestigationSummary(TypedDict):
    """The members that an item of the history and one of the active list have in common."""

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
