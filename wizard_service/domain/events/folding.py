"""A document while events are folded into it.

The lists of its progress are dictionaries by name meanwhile, so that an event costs the same however long they are: a
report may have 100 events on a state with thousands of agents.
"""

from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]

# The lists of a progress whose items have a unique name, and the member that holds it.
_NAME_MEMBERS = {"phases": "phase_name", "agents": "agent_name", "tools_executed": "tool_name"}


@dataclass(frozen=True, slots=True)
class Event:
    """An event of the log as a fold takes it.

    timestamp: when it happened, as the executor reports it; states show it, and nothing is computed from it.
    committed_at: when it was stored, by the service's clock; `updated_at` and `archived_at` take this value.
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
    """Collects what events make of a document, which is not changed itself."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._items: dict[str, dict[str, Document]] = {}
        self._running_phases: set[str] | None = None

    def result(self) -> Document:
        """Return the document after the events so far."""
        if self._items:
            self.set_progress(**{list_name: [*items.values()] for list_name, items in self._items.items()})
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
        """Return the lines of the investigation itself."""
        lines: list[str] = (self._document.get("progress") or empty_progress())["logs"]
        return lines

    def find(self, list_name: str, name: str | None) -> Document | None:
        """Return the item of that name in a list of the progress, None when there is none."""
        return None if name is None else self._named(list_name).get(name)

    def put(self, list_name: str, name: str, item: Document) -> None:
        """Replace the item of that name, or append it."""
        self._named(list_name)[name] = item
        if list_name == "phases" and self._running_phases is not None:
            self._note_phase(self._running_phases, name, item)

    def put_last(self, list_name: str, name: str, item: Document) -> None:
        """Append an item, and remove the one that has had its name."""
        self._named(list_name).pop(name, None)
        self.put(list_name, name, item)

    def update(self, list_name: str, name: str, defaults: Document, **members: Any) -> None:
        """Set members of the item of that name; a None keeps the item's value.

        defaults: the members of an appended item that `members` does not set.
        """
        given = {member: value for member, value in members.items() if value is not None}
        item = self.find(list_name, name)
        if item is None:
            item = {_NAME_MEMBERS[list_name]: name} | defaults
        self.put(list_name, name, item | given)

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
