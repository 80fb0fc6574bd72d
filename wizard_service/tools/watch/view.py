"""The view of an investigation that `watch` draws: its state, read from the service, and the newest log lines."""

from collections import deque
from collections.abc import Sequence
from contextlib import suppress

from ...client.client import WizardClient
from ...client.errors import NotFound, ServiceUnavailable
from ...client.feed.base import Event
from ...client.models import Document

MAX_LOG_LINES = 200


class View:
    """The state as last read, and the log lines that were received.

    document: the state.
    log_lines: the newest lines of all agents, in the order of the feed; the state keeps the lines of each agent apart.
    """

    def __init__(self, client: WizardClient, document: Document) -> None:
        self.document = document
        self.log_lines: deque[str] = deque(self.progress.get("logs", []), maxlen=MAX_LOG_LINES)
        self._client = client

    @property
    def progress(self) -> Document:
        progress: Document = self.document.get("progress") or {}
        return progress

    def add_log_lines(self, events: Sequence[Event]) -> None:
        for event in events:
            if event["event_type"] == "log_appended":
                self.log_lines.extend(line["message"] for line in event["data"]["lines"])

    def refresh(self) -> None:
        """Read the state again; while the service does not return it, the previous one stays."""
        with suppress(NotFound, ServiceUnavailable):
            self.document = self._client.get(self.document["investigation_id"]).document
