"""The state of one investigation as the service answered it."""

from dataclasses import dataclass
from typing import Any


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
