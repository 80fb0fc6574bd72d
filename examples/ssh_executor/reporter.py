"""What happens, told twice: a line for the person at the terminal, events for the service."""

import time
from datetime import UTC, datetime
from typing import Any

from ssh_log.stamps import rfc3339

from wizard_service.client import InvalidTransition, NotFound, WizardClient

Event = dict[str, Any]

# Fewer requests for a fast tool, and still every step within half a second for those who watch a slow one.
BATCH_EVENTS = 20
BATCH_AGE_S = 0.5
# The most the service takes in one report.
REPORT_EVENTS = 100


class Stopped(Exception):
    """The investigation has ended without us: cancelled, deleted, or finished by another executor."""


def event(event_type: str, **data: Any) -> Event:
    """Return an event that happens now; members that are None are left out."""
    given = {name: value for name, value in data.items() if value is not None}
    return {"event_type": event_type, "data": given, "timestamp": rfc3339(datetime.now(UTC))}


def log_line(message: str, *, level: str = "info", agent_name: str | None = None) -> Event:
    line = {"message": message, "level": level}
    return event("log_appended", lines=[line if agent_name is None else {**line, "agent_name": agent_name}])


class Reporter:
    """Reports in small batches; with a delay, each step alone and followed by a pause, to be watched."""

    def __init__(self, client: WizardClient, investigation_id: str, *, delay_s: float = 0.0) -> None:
        self._client = client
        self._investigation_id = investigation_id
        self._delay_s = delay_s
        self._pending: list[Event] = []
        self._flushed_at = time.monotonic()

    def step(self, text: str, *events: Event) -> None:
        """Tell one step. Raises Stopped, and WizardError when it cannot be reported."""
        print(text, flush=True)
        self._pending.extend(events)
        if self._delay_s or self._is_due():
            self.flush()
        time.sleep(self._delay_s)

    def flush(self) -> None:
        """Report what is pending. Raises as `step` does."""
        while self._pending:
            self._report(self._pending[:REPORT_EVENTS])
            del self._pending[:REPORT_EVENTS]
        self._flushed_at = time.monotonic()

    def _is_due(self) -> bool:
        return len(self._pending) >= BATCH_EVENTS or time.monotonic() - self._flushed_at >= BATCH_AGE_S

    def _report(self, events: list[Event]) -> None:
        try:
            self._client.report(self._investigation_id, events)
        except InvalidTransition as refused:
            status = self._client.get(self._investigation_id).status
            raise Stopped(f"the investigation is {status}: {refused.detail}") from refused
        except NotFound as refused:
            raise Stopped("the investigation was deleted") from refused
