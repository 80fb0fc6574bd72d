"""Replays an investigation's retained events: checks that they are complete, and computes the resulting state."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

import orjson

from ...store import Reader
from ...store.repositories import integrity
from ..events import Event, Folding, fold_into
from ..investigations.state import Document, Row
from .gaps import has_inner_gap

# Folds raise these for values that the service never writes, which therefore come from damaged storage.
DAMAGE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class UnreadableEvent(Exception):
    """A stored event is malformed. The message names its offset."""

    def __init__(self, row: Row, error: Exception) -> None:
        super().__init__(f"its event at offset {row['feed_offset']} cannot be read: {error!r}")


@dataclass(frozen=True)
class Replay:
    """The retained events of one investigation.

    rows: the events since the creation of the investigation, the latest creation when its id was reused.
    """

    rows: list[Row]

    @property
    def starts_at_creation(self) -> bool:
        """Whether the first event is retained, the only one that follows version 0. Raises UnreadableEvent."""
        return bool(self.rows) and _data(self.rows[0]).get("previous_version") == 0

    @property
    def is_complete(self) -> bool:
        return self.starts_at_creation and not self.faults

    @property
    def version(self) -> int:
        return int(self.rows[-1]["version"]) if self.rows else 0

    @cached_property
    def faults(self) -> list[str]:
        """The gaps found: versions without events, and missing offsets within a version."""
        return list(self._find_faults())

    def document(self, before: Document | None = None) -> Document:
        """Fold the events. The result is the state only if they are complete. Raises UnreadableEvent.

        before: the document before the first event, None before the creation of the investigation.
        """
        folding = Folding(before or {})
        for row in self.rows:
            event = Event(row["event_type"], _data(row), row["version"], row["timestamp"], row["committed_at"])
            try:
                fold_into(folding, event)
            except DAMAGE as error:
                raise UnreadableEvent(row, error) from error
        return folding.result()

    def other_members(self, stored: Document) -> list[str]:
        """Return the members in which the folded events differ from a stored state. Raises UnreadableEvent."""
        folded = _without_later_details(self.document(), stored)
        return sorted(name for name in {*folded, *stored} if folded.get(name) != stored.get(name))

    def _find_faults(self) -> Iterator[str]:
        expected = self.rows[0]["version"] if self.rows else 0
        for version, rows in groupby(self.rows, key=lambda row: row["version"]):
            if version != expected:
                yield f"events of version {expected} are missing"
            if has_inner_gap(list(rows)):
                yield f"events of version {version} are missing"
            expected = version + 1


def read_replay(reader: Reader, investigation_id: str) -> Replay:
    """Read the events of an investigation; a deleted investigation has none."""
    rows = integrity.events_in_commit_order(reader, investigation_id)
    deletions = [index for index, row in enumerate(rows) if row["event_type"] == "investigation_deleted"]
    return Replay(rows[deletions[-1] + 1 :] if deletions else rows)


def _without_later_details(folded: Document, stored: Document) -> Document:
    """Return the folded document without the error details that the stored document lacks.

    Earlier versions of the service kept these details in events but not in the state.
    """
    if "progress" not in folded:
        return folded
    try:
        has_error = "error" in stored["progress"]
        detailed = {tool["tool_name"] for tool in stored["progress"]["tools_executed"] if "error_code" in tool}
    except DAMAGE:
        return folded
    progress = {name: value for name, value in folded["progress"].items() if has_error or name != "error"}
    progress["tools_executed"] = [
        tool if tool["tool_name"] in detailed else {name: tool[name] for name in tool if name != "error_code"}
        for tool in progress["tools_executed"]
    ]
    return folded | {"progress": progress}


def _data(row: Row) -> dict[str, Any]:
    try:
        data = orjson.loads(row["data"])
    except DAMAGE as error:
        raise UnreadableEvent(row, error) from error
    if not isinstance(data, dict):
        raise UnreadableEvent(row, TypeError("not an object"))
    return data
