"""A document to which events are being applied, and what a type of event defines for that.

During the fold the lists in `progress` are dictionaries by name, so that the cost of an event does not grow with their
length: a report may have 100 events for a state with thousands of agents.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..fields import ObjectSchema

Document = dict[str, Any]

# The lists in `progress` whose items have unique names, and the member that holds the name.
_NAME_MEMBERS = {"phases": "phase_name", "agents": "agent_name", "tools_executed": "tool_name", "inputs": "request_id"}


@dataclass(frozen=True, slots=True)
class Event:
    """An event in the form that a fold takes.

    timestamp: when it happened, as the executor reports it; states show it, and nothing is computed from it.
    committed_at: when it was stored, by the service's clock; the source of `updated_at` and `archived_at`.
    """

    event_type: str
    data: Document
    version: int
    timestamp: str
    committed_at: str


def empty_progress() -> Document:
    """Return a progress section in which nothing has begun."""
    return {"overall_progress": 0.0, "phases": [], "agents": [], "tools_executed": [], "logs": []}


class Folding:
    """Accumulates the effects of events on a document without changing the original."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._items: dict[str, dict[str, Document]] = {}
        self._running_phases: set[str] | None = None

    def result(self) -> Document:
        """Return the document after all events applied so far."""
        if self._items:
            # A progress without inputs has no list of them, because most investigations ask nothing.
            lists = {name: [*items.values()] for name, items in self._items.items() if items or name != "inputs"}
            self.set_progress(**lists)
        return self._document

    def replace(self, document: Document) -> None:
        """Continue with another document."""
        self._document, self._items, self._running_phases = document, {}, None

    def stamp(self, event: Event) -> None:
        """Set the version and the time of the last change."""
        self._document = self._document | {"version": event.version, "updated_at": event.committed_at}

    def set_members(self, **members: Any) -> None:
        """Replace members of the document."""
        self._document = self._document | members

    def set_progress(self, **members: Any) -> None:
        """Replace members of the progress; None removes one."""
        progress = (self._document.get("progress") or empty_progress()) | members
        present = {name: value for name, value in progress.items() if value is not None}
        self._document = self._document | {"progress": present}

    def logs(self) -> list[str]:
        """Return the investigation's own log lines."""
        lines: list[str] = (self._document.get("progress") or empty_progress())["logs"]
        return lines

    def findings(self) -> list[Document]:
        """Return the findings that were reported so far."""
        findings: list[Document] = (self._document.get("progress") or {}).get("findings", [])
        return findings

    def items(self, list_name: str) -> dict[str, Document]:
        """Return the items of a list of `progress` by name, in the order of the list."""
        return self._named(list_name)

    def find(self, list_name: str, name: str | None) -> Document | None:
        """Return the item with this name in a list of `progress`, None when there is none."""
        return None if name is None else self._named(list_name).get(name)

    def put(self, list_name: str, name: str, item: Document) -> None:
        """Replace the item with this name, or append it."""
        self._named(list_name)[name] = item
        if list_name == "phases" and self._running_phases is not None:
            self._note_phase(self._running_phases, name, item)

    def put_last(self, list_name: str, name: str, item: Document) -> None:
        """Append an item, and remove an earlier item with the same name."""
        self._named(list_name).pop(name, None)
        self.put(list_name, name, item)

    def remove(self, list_name: str, name: str) -> None:
        """Remove the item with this name."""
        del self._named(list_name)[name]

    def update(self, list_name: str, name: str, defaults: Document, **members: Any) -> None:
        """Set members of the item with this name, which is appended if missing. None keeps a member's value.

        defaults: the initial members of an appended item.
        """
        updates = {member: value for member, value in members.items() if value is not None}
        item = self.find(list_name, name)
        if item is None:
            item = {_NAME_MEMBERS[list_name]: name} | defaults
        self.put(list_name, name, item | updates)

    def running_phases(self) -> list[tuple[str, Document]]:
        """Return the names and items of the phases that are running."""
        phases = self._named("phases")
        if self._running_phases is None:
            self._running_phases = {name for name, phase in phases.items() if phase["status"] == "running"}
        return [(name, phases[name]) for name in self._running_phases]

    def _named(self, list_name: str) -> dict[str, Document]:
        if list_name not in self._items:
            items = (self._document.get("progress") or {}).get(list_name, [])
            self._items[list_name] = {item[_NAME_MEMBERS[list_name]]: item for item in items}
        return self._items[list_name]

    @staticmethod
    def _note_phase(running: set[str], name: str, phase: Document) -> None:
        (running.add if phase["status"] == "running" else running.discard)(name)


Fold = Callable[[Folding, Event], None]


def unchanged(folding: Folding, event: Event) -> None:
    """Do nothing: the event announces a change that another event of the same version makes."""


@dataclass(frozen=True)
class EventType:
    """A type of event.

    summary: what has happened, for the API description. schema: the schema of `data`. fold: applies an event to a
    `Folding`. reported: whether executors may send the event.
    """

    name: str
    summary: str
    schema: ObjectSchema
    fold: Fold = unchanged
    reported: bool = False
