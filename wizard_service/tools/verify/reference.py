"""The feed of one investigation as plain polls tell it: what everything else is compared with."""

from ...client.client import WizardClient
from ...client.errors import WizardError
from ...client.feed.base import Event
from .faults import Told


class ReferenceFeed:
    """beginning: the earliest cursor. told: what polls told from there on. lines: the log lines among it."""

    def __init__(self, client: WizardClient, investigation_id: str) -> None:
        self.investigation_id = investigation_id
        self.beginning = _beginning(client, investigation_id)
        self.told: list[Told] = []
        self.lines: dict[str, str] = {}
        self._cursor = self.beginning
        self._client = client

    def read_on(self) -> None:
        """Read to the end of the feed; a service that tells the same again and again does not keep us."""
        before = ""
        while before != self._cursor:
            before = self._cursor
            answer = self._client.poll(self.investigation_id, cursor=before)
            for event in answer["events"]:
                self._note(event)
            self._cursor = answer["cursor"] if answer["events"] else before

    def feed(self) -> list[Told]:
        """Return what was told, each event once and in the order of the numbers."""
        return sorted({event.id: event for event in self.told}.values(), key=lambda event: _number(event.id))

    def is_reached(self, cursor: str) -> bool:
        """Say whether somebody at `cursor` has heard the last event that was read here."""
        return _number(cursor) >= self._end()

    def up_to_here(self, heard: list[Told]) -> list[Told]:
        """Return what was heard, without what came after the last event that was read here."""
        return [event for event in heard if _number(event.id) <= self._end()]

    def _note(self, event: Event) -> None:
        self.told.append(Told.of(event, "poll"))
        if event["event_type"] == "log_appended":
            self.lines[event["id"]] = "\n".join(line["message"] for line in event["data"]["lines"])

    def _end(self) -> int:
        return _number(self.told[-1].id if self.told else self.beginning)


def _beginning(client: WizardClient, investigation_id: str) -> str:
    now: str = client.poll(investigation_id)["cursor"]
    first = f"{now.rpartition('-')[0]}-0"
    try:
        client.poll(investigation_id, cursor=first)
    except WizardError as error:
        if error.code != "cursor_expired":
            raise
        return str(error.problem["earliest"])
    return first


def _number(cursor: str) -> int:
    return int(cursor.rpartition("-")[2])
