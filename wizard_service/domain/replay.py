"""What the retained events of one investigation say: whether they are whole, and the state that they give."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

import orjson
from peewee import SqliteDatabase

from ..store.models import Event as EventRow
from .events import Event, fold_all
from .states import Document

Row = dict[str, Any]


@dataclass(frozen=True)
class Replay:
    """rows: the events since the investigation was created, or created again under the same id."""

    rows: list[Row]

    @property
    def is_from_beginning(self) -> bool:
        """Say whether nothing has been purged of it: the first event of all tells the state before version 1."""
        first = self.rows[0] if self.rows else None
        return first is not None and orjson.loads(first["data"]).get("previous_version") == 0

    @property
    def version(self) -> int:
        return int(self.rows[-1]["version"]) if self.rows else 0

    @cached_property
    def faults(self) -> list[str]:
        """Name what is missing in between: every version has events, and those of one have consecutive numbers."""
        return list(self._find_faults())

    def document(self) -> Document:
        """Fold the events. Only if they are from the beginning and without faults is it the state."""
        return fold_all(
            Event(row["event_type"], orjson.loads(row["data"]), row["version"], row["timestamp"], row["committed_at"])
            for row in self.rows
        )

    def _find_faults(self) -> Iterator[str]:
        expected = self.rows[0]["version"] if self.rows else 0
        for version, rows in groupby(self.rows, key=lambda row: row["version"]):
            numbers = [row["n"] for row in rows]
            if version != expected:
                yield f"events of version {expected} are missing"
            if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
                yield f"events of version {version} are missing"
            expected = version + 1


def read_replay(database: SqliteDatabase, investigation_id: str) -> Replay:
    """Read the events of an investigation, empty once it is deleted."""
    # In the order of the commits: an id that was used before may have ended in another owner's feed, numbered higher.
    query = EventRow.select().where(EventRow.investigation_id == investigation_id).order_by(EventRow.seq)
    rows = list(query.dicts().execute(database))
    ends = [index for index, row in enumerate(rows) if row["event_type"] == "investigation_deleted"]
    return Replay(rows[ends[-1] + 1 :] if ends else rows)
