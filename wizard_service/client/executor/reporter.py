"""`Reporter`: the reports of an executor that are one event each."""

from collections.abc import Sequence
from typing import Any

from ..models import Document
from .outbox import Outbox
from .questions import digest
from .texts import acceptable_text, new_event, new_log_line


class Reporter:
    """Puts events into the outbox of a run."""

    _outbox: Outbox

    def progress(self, percent: float, *, details: Any = None, estimated_completion: str | None = None) -> None:
        """Report how much of the whole is done; estimated_completion: RFC 3339."""
        members = {"phase_details": details, "estimated_completion": estimated_completion}
        self._outbox.put(new_event("progress_updated", percent_complete=percent, **members))

    def log(self, message: str, *, level: str | None = None, agent: str | None = None) -> None:
        """Append a line to the log; it is cut where the event would exceed the service's limit."""
        self._outbox.put(new_log_line(message, level, agent))

    def agent(self, name: str, status: str, progress: float | None = None) -> None:
        self._outbox.put(new_event("agent_updated", agent_name=name, status=status, progress=progress))

    def finding(
        self,
        title: str,
        description: str,
        *,
        severity: str,
        confidence: float,
        evidence: Sequence[Document] = (),
        finding_id: str | None = None,
    ) -> None:
        """Report a finding before the results; a later one with the same `finding_id` replaces it.

        finding_id: by default made of title and description, so that the next run does not report it twice.
        Results that are stored without findings get those that were reported.
        """
        texts = {"title": acceptable_text(title), "description": acceptable_text(description)}
        members = texts | {"severity": severity, "confidence": confidence, "evidence": [*evidence]}
        self._outbox.put(new_event("finding_added", finding_id=finding_id or f"finding-{digest(texts)}", **members))

    @property
    def has_room(self) -> bool:
        """Whether the next reports are queued without waiting for the service."""
        return self._outbox.has_room

    def flush(self) -> None:
        """Return once everything reported so far is stored."""
        self._outbox.flush()
