"""Replay of an investigation's retained events: whether they are complete, and the state that they give."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import orjson

from ...store import Reader
from ...store.repositories import integrity
from ..events import Event, fold_all
from ..investigations.state import Document, Row


@dataclass(frozen=True)
class Replay:
    """rows: the events since the investigation was created, or created again under the same id."""

    rows: list[Row]

    @property
    def starts_at_creation(self) -> bool:
        """Whether no event was purged: only the first event of all follows version 0."""
        first = self.rows[0] if self.rows else None
        return first is not None and orjson.loads(first["data"]).get("previous_version") == 0

    @property
    def is_complete(self) -> bool:
        return self.starts_at_creation and not self.faults

    @property
    def version(self) -> int:
        return int(self.rows[-1]["version"]) if self.rows else 0

    @cached_property
    def faults(self) -> list[str]:
        """The gaps: every version has events, and those of one version have consecutive offsets."""
        return list(self._find_faults())

    def document(self) -> Document:
        """Fold the events. The result is the state only when they are complete."""
        return fold_all(
            Event(row["event_type"], orjson.loads(row["data"]), row["version"], row["timestamp"], row["committed_at"])
            for row in self.rows
        )

    def _find_faults(self) -> Iterator[str]:
        expected = self.rows[0]["version"] if self.rows else 0
        for version, rows in groupby(self.rows, key=lambda row: row["version"]):
            offsets = [row["feed_offset"] for row in rows]
            if version != expected:
                yield f"events of version {expected} are missing"
            if offsets != list(range(offsets[0], offsets[0] + len(offsets))):
                yield f"events of version {version} are missing"
            expected = version + 1


def read_replay(reader: Reader, investigation_id: str) -> Replay:
    """Read the events of an investigation, none once it is deleted."""
    rows = integrity.events_in_commit_order(reader, investigation_id)
    deletions = [index for index, row in enumerate(rows) if row["event_type"] == "investigation_deleted"]
    return Replay(rows[deletions[-1] + 1 :] if deletions else rows)
