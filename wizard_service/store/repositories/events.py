"""The event log: one numbered feed per owner, to which every change appends and from which every transport reads."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from ..backend import Reader, Row, StoredEvent, Transaction
from ..checksums import with_checksums
from ..models import EventRow, Feed

_COLUMNS = (
    "owner",
    "feed_offset",
    "investigation_id",
    "version",
    "event_type",
    "timestamp",
    "committed_at",
    "actor",
    "source",
    "request_id",
    "data",
    "trace_id",
)
_ADVANCE_FEED = """
INSERT INTO feeds (owner, head, row_checksum) VALUES (?, ?, ?)
ON CONFLICT (owner) DO UPDATE SET head = feeds.head + excluded.head
RETURNING head
"""
_FEED = f"SELECT {', '.join(_COLUMNS)} FROM events WHERE owner = ? AND feed_offset > ?"  # noqa: S608 - our own columns
_OF_INVESTIGATION = " AND investigation_id = ?"
_IN_ORDER = " ORDER BY feed_offset LIMIT ?"
_BOUNDS = "SELECT pruned, head FROM feeds WHERE owner = ?"
_COMMIT_TIME = """
SELECT committed_at FROM events
WHERE investigation_id = ? AND owner = ? AND timestamp = ? AND event_type IN ({marks}) ORDER BY feed_offset DESC LIMIT 1
"""
_COMMITTED_AT = "SELECT committed_at FROM events WHERE owner = ? AND feed_offset = ?"
# These name the owner too: a reused investigation id may have events in another owner's feed.
_ANY_AFTER = "SELECT 1 FROM events WHERE investigation_id = ? AND feed_offset > ? AND owner = ? LIMIT 1"
_COUNT_AFTER = "SELECT count(*) FROM events WHERE investigation_id = ? AND feed_offset > ? AND owner = ?"


@dataclass(frozen=True)
class FeedBounds:
    """The offsets from which a feed can be followed: from `pruned`, the newest purged offset, to `head`."""

    pruned: int
    head: int


def append_events(tx: Transaction, owner: str, events: Sequence[Row]) -> list[StoredEvent]:
    """Store events with the next offsets of the owner's feed, and return them as stored.

    events: rows without `commit_seq`, `owner` and `feed_offset`, and without `trace_id` if there is none.

    The transaction locks the counter row of the feed, so that offsets are assigned in commit order.
    """
    ((head,),) = tx.select_tuples(_ADVANCE_FEED, (owner, len(events), _checksum_of_new_feed(owner)))
    first = head - len(events) + 1
    defaults: Row = {"owner": owner, "trace_id": None}
    rows = [defaults | event | {"feed_offset": offset} for offset, event in enumerate(events, first)]
    tx.insert(EventRow, rows)
    return [StoredEvent(*(row[column] for column in _COLUMNS)) for row in rows]


@lru_cache(maxsize=1024)
def _checksum_of_new_feed(owner: str) -> int:
    checksum: int = with_checksums(Feed, {"owner": owner, "pruned": 0})["row_checksum"]
    return checksum


def read_feed(
    reader: Reader, owner: str, after: int, *, investigation_id: str | None, limit: int, max_bytes: int | None = None
) -> list[StoredEvent]:
    """Return the next events of a feed after an offset, of one investigation or of all.

    max_bytes: of `data`; an event that begins below this limit is returned whole.
    """
    with _iterate_feed(reader, owner, after, investigation_id, limit) as events:
        return list(events if max_bytes is None else _until(events, max_bytes))


def read_versions(
    reader: Reader, owner: str, after: int, investigation_id: str, *, limit: int, max_bytes: int
) -> tuple[list[StoredEvent], bool]:
    """Return the next events of an investigation, and whether the first one continues the version of the event `after`.

    max_bytes: of `data`; a version that begins below this limit is returned whole.
    """
    with _iterate_feed(reader, owner, after - 1, investigation_id, limit + 1) as events:
        first = next(events, None)
        # A change appends all events of its version at once, so their offsets are consecutive.
        at_cursor = first if first and first.offset == after else None
        following = events if at_cursor or first is None else chain((first,), events)
        versions = list(_until(following, max_bytes, complete_versions=True))[:limit]
    return versions, bool(at_cursor and versions and versions[0].version == at_cursor.version)


@contextmanager
def _iterate_feed(
    reader: Reader, owner: str, after: int, investigation_id: str | None, limit: int
) -> Iterator[Iterator[StoredEvent]]:
    statement, values = _FEED, [owner, after]
    if investigation_id is not None:
        statement, values = statement + _OF_INVESTIGATION, [*values, investigation_id]
    with reader.iterate(statement + _IN_ORDER, [*values, limit]) as rows:
        yield (StoredEvent(*row) for row in rows)


def _until(events: Iterable[StoredEvent], max_bytes: int, complete_versions: bool = False) -> Iterator[StoredEvent]:
    taken_bytes, version = 0, None
    for event in events:
        if taken_bytes >= max_bytes and not (complete_versions and event.version == version):
            return
        yield event
        taken_bytes, version = taken_bytes + len(event.data), event.version


def feed_bounds(reader: Reader, owner: str) -> FeedBounds:
    """Return the bounds of an owner's feed; the feed of an owner without events is empty."""
    rows = reader.select_tuples(_BOUNDS, (owner,))
    return FeedBounds(*rows[0]) if rows else FeedBounds(0, 0)


def committed_at(reader: Reader, owner: str, offset: int) -> str | None:
    """Return when the event at an offset of a feed was stored, None when it is not retained."""
    rows = reader.select_tuples(_COMMITTED_AT, (owner, offset))
    return rows[0][0] if rows else None


def find_commit_time(
    reader: Reader, owner: str, investigation_id: str, *, event_types: tuple[str, ...], timestamp: str
) -> str | None:
    """Return when the newest event of these types with this timestamp was stored, None when none is retained."""
    statement = _COMMIT_TIME.format(marks=", ".join("?" for _ in event_types))
    rows = reader.select_tuples(statement, (investigation_id, owner, timestamp, *event_types))
    return rows[0][0] if rows else None


def has_events_after(reader: Reader, owner: str, investigation_id: str, offset: int) -> bool:
    """Return whether an investigation has events after an offset of its owner's feed."""
    return bool(reader.select_tuples(_ANY_AFTER, (investigation_id, offset, owner)))


def count_events_after(reader: Reader, owner: str, investigation_id: str, offset: int) -> int:
    """Return how many events an investigation has after an offset of its owner's feed."""
    ((count,),) = reader.select_tuples(_COUNT_AFTER, (investigation_id, offset, owner))
    return int(count)
