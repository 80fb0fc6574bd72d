"""The feed of one investigation as plain polls return it: the reference that the watchers are compared with."""

from ...client.client import WizardClient
from ...client.errors import WizardError
from ...client.feed.base import Event
from ...client.feed.cursor import epoch_of, offset_of
from .faults import Received


class ReferenceFeed:
    """The feed of one investigation, as plain polls return it.

    beginning: the earliest cursor. received: the polled events from there on. log_lines: by event id.
    """

    def __init__(self, client: WizardClient, investigation_id: str) -> None:
        self.investigation_id = investigation_id
        self.beginning = _earliest_cursor(client, investigation_id)
        self.received: list[Received] = []
        self.log_lines: dict[str, str] = {}
        self._cursor = self.beginning
        self._client = client

    def read_on(self) -> None:
        """Read until a poll has no events; stops when the cursor stays, even if the service repeats events."""
        before = ""
        while before != self._cursor:
            before = self._cursor
            polled = self._client.poll(self.investigation_id, cursor=before)
            for event in polled["events"]:
                self._add(event)
            self._cursor = polled["cursor"] if polled["events"] else before

    def feed(self) -> list[Received]:
        """Return the events, each once and ordered by offset."""
        return sorted({event.id: event for event in self.received}.values(), key=lambda event: offset_of(event.id))

    def is_reached(self, cursor: str) -> bool:
        """Return whether a watcher at `cursor` has received the last event that was read here."""
        return offset_of(cursor) >= self._end()

    def has_read(self, event_id: str) -> bool:
        """Return whether the feed was read at least up to an event."""
        return offset_of(event_id) <= self._end()

    def up_to_end(self, received: list[Received]) -> list[Received]:
        """Return the received events without those after the last event that was read here."""
        return [event for event in received if offset_of(event.id) <= self._end()]

    def _add(self, event: Event) -> None:
        self.received.append(Received.from_event(event, "poll"))
        if event["event_type"] == "log_appended":
            self.log_lines[event["id"]] = "\n".join(line["message"] for line in event["data"]["lines"])

    def _end(self) -> int:
        return offset_of(self.received[-1].id if self.received else self.beginning)


def _earliest_cursor(client: WizardClient, investigation_id: str) -> str:
    head: str = client.poll(investigation_id)["cursor"]
    first = f"{epoch_of(head)}-0"
    try:
        client.poll(investigation_id, cursor=first)
    except WizardError as error:
        if error.code != "cursor_expired":
            raise
        return str(error.problem["earliest"])
    return first
