"""What the retained events of one investigation say: whether they are whole, and the state that they give.

Compare what is stored twice: the state with its events, feeds with their numbers, summaries with documents.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

import orjson
from peewee import SqliteDatabase, fn

from ...store.models import AuditEntry, EntityType, EventRow, Feed, State
from ..events import Event, fold_all
from ..investigations.state import Document, Row, columns_of, document_of, entity_types_of


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
            numbers = [row["feed_offset"] for row in rows]
            if version != expected:
                yield f"events of version {expected} are missing"
            if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
                yield f"events of version {version} are missing"
            expected = version + 1


def read_replay(database: SqliteDatabase, investigation_id: str) -> Replay:
    """Read the events of an investigation, empty once it is deleted."""
    # In the order of the commits: an id that was used before may have ended in another owner's feed, numbered higher.
    query = EventRow.select().where(EventRow.investigation_id == investigation_id).order_by(EventRow.commit_seq)
    rows = list(query.dicts().execute(database))
    ends = [index for index, row in enumerate(rows) if row["event_type"] == "investigation_deleted"]
    return Replay(rows[ends[-1] + 1 :] if ends else rows)


BATCH = 500


@dataclass
class Verification:
    """folded: investigations whose events are retained from version 1; the others have only been looked over."""

    investigations: int = 0
    folded: int = 0
    feeds: int = 0


def differences(database: SqliteDatabase, verification: Verification) -> Iterator[str]:
    """Yield one sentence for each difference, counting in `verification` what was compared.

    Each investigation and each feed is read in a transaction of its own: the service may go on writing.
    """
    for investigation_id in keys(database, State.investigation_id):
        with database.atomic():
            found = _investigation(database, investigation_id, verification)
        yield from (f"investigation {investigation_id}: {difference}" for difference in found)
    for owner in keys(database, Feed.owner):
        with database.atomic():
            found = _feed(database, owner)
        verification.feeds += 1
        yield from (f"feed of {owner}: {difference}" for difference in found)


def keys(database: SqliteDatabase, column: Any) -> Iterator[str]:
    """Yield the values of a unique column in order, read in batches: no query stays open meanwhile."""
    last = ""
    while batch := _next_keys(database, column, last):
        yield from batch
        last = batch[-1]


def state_row(database: SqliteDatabase, investigation_id: str) -> Row | None:
    query = State.select().where(State.investigation_id == investigation_id)
    return next(iter(query.dicts().execute(database)), None)


def wrong_columns(row: Row) -> Row:
    """Return what the columns beside the documents should hold, where they hold something else."""
    document = document_of(row)
    return {name: value for name, value in columns_of(document, document).items() if row[name] != value}


def wrong_entity_types(database: SqliteDatabase, row: Row) -> bool:
    query = EntityType.select(EntityType.entity_type).where(EntityType.investigation_id == row["investigation_id"])
    return {name for (name,) in query.tuples().execute(database)} != entity_types_of(document_of(row))


def _next_keys(database: SqliteDatabase, column: Any, after: str) -> list[str]:
    query = column.model.select(column).where(column > after).order_by(column).limit(BATCH)
    return [key for (key,) in query.tuples().execute(database)]


def _investigation(database: SqliteDatabase, investigation_id: str, verification: Verification) -> list[str]:
    row = state_row(database, investigation_id)
    if row is None:
        return []
    verification.investigations += 1
    found = [f"column {name} is {row[name]!r}, not {value!r}" for name, value in wrong_columns(row).items()]
    if wrong_entity_types(database, row):
        found.append("its entity types are not those of its settings")
    replay = read_replay(database, investigation_id)
    if replay.rows and (replay.faults or replay.version != row["version"]):
        return [*found, *replay.faults, *_version_difference(replay, row)]
    if replay.is_from_beginning:
        verification.folded += 1
        found += _fold_difference(replay, row)
    return found


def _version_difference(replay: Replay, row: Row) -> list[str]:
    if replay.version == row["version"]:
        return []
    return [f"its events end with version {replay.version}, the state is version {row['version']}"]


def _fold_difference(replay: Replay, row: Row) -> list[str]:
    folded, stored = replay.document(), document_of(row)
    names = sorted(name for name in {*folded, *stored} if folded.get(name) != stored.get(name))
    return [f"folding its events gives another {', '.join(names)}"] if names else []


def _feed(database: SqliteDatabase, owner: str) -> list[str]:
    feed = next(iter(Feed.select().where(Feed.owner == owner).dicts().execute(database)))
    mine = EventRow.select(
        fn.count(EventRow.feed_offset), fn.min(EventRow.feed_offset), fn.max(EventRow.feed_offset)
    ).where(EventRow.owner == owner)
    count, first, last = next(iter(mine.tuples().execute(database)))
    found = []
    if (last or feed["pruned"]) != feed["head"]:
        found.append(f"its last event is {last}, its counter says {feed['head']}")
    if first is not None and first <= feed["pruned"]:
        found.append(f"event {first} is there although everything up to {feed['pruned']} counts as purged")
    missing = feed["head"] - feed["pruned"] - count
    if missing > 0 and not _has_deleted(database, owner):
        found.append(f"{missing} events are missing, and no investigation was deleted")
    return found


def _has_deleted(database: SqliteDatabase, owner: str) -> bool:
    # Events go with their investigation; the trail remembers it, and so does the feed itself.
    deleted = AuditEntry.select(AuditEntry.entry_seq).where(
        AuditEntry.user_id == owner, AuditEntry.action_type == "STATE_DELETED"
    )
    told = EventRow.select(EventRow.feed_offset).where(
        EventRow.owner == owner, EventRow.event_type == "investigation_deleted"
    )
    return any(query.limit(1).scalar(database) is not None for query in (told, deleted))
