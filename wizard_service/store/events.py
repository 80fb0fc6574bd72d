"""The event log: one numbered feed per owner, written by every change, read by every transport."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from peewee import SqliteDatabase

from .models import EventRow, Feed
from .transaction import Transaction

_COLUMNS = (
    EventRow.owner,
    EventRow.feed_offset,
    EventRow.investigation_id,
    EventRow.version,
    EventRow.event_type,
    EventRow.timestamp,
    EventRow.actor,
    EventRow.source,
    EventRow.request_id,
    EventRow.data,
)
_ADVANCE_FEED = """
INSERT INTO feeds (owner, head) VALUES (?, ?)
ON CONFLICT (owner) DO UPDATE SET head = feeds.head + excluded.head
RETURNING head
"""
_COMMITTED_AT = "SELECT committed_at FROM events WHERE owner = ? AND feed_offset = ?"
_ANY_AFTER = "SELECT 1 FROM events WHERE investigation_id = ? AND feed_offset > ? AND owner = ? LIMIT 1"


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """A row of the log: `n` numbers the owner's feed, `data` is JSON text."""

    owner: str
    offset: int
    investigation_id: str
    version: int
    event_type: str
    timestamp: str
    actor: str
    source: str
    request_id: str
    data: str


@dataclass(frozen=True)
class FeedBounds:
    """The numbers a feed can be followed from: `pruned` (everything retained comes after it) to `head`."""

    pruned: int
    head: int


def append_events(tx: Transaction, owner: str, events: Sequence[dict[str, Any]]) -> list[StoredEvent]:
    """Number the events in the owner's feed, store them and return them as stored.

    events: the columns of `events`, all but `seq`, `owner` and `n`.

    The counter row is what makes the numbers follow the commits: whoever holds it is the only writer of this feed.
    """
    statement = _ADVANCE_FEED.replace("?", tx.database.param)
    (head,) = tx.database.execute_sql(statement, (owner, len(events))).fetchone()
    first = head - len(events) + 1
    rows = [event | {"owner": owner, "feed_offset": offset} for offset, event in enumerate(events, first)]
    tx.insert(EventRow, rows)
    return [StoredEvent(*(row[column.name] for column in _COLUMNS)) for row in rows]


def read_feed(
    database: SqliteDatabase,
    owner: str,
    after: int,
    *,
    investigation_id: str | None,
    limit: int,
    max_bytes: int | None = None,
    complete_versions: bool = False,
) -> list[StoredEvent]:
    """Return the next events of a feed after number `after`, of one investigation or of all.

    enough_bytes: of `data`; no event, or with `whole_versions` no version, begins after so many.
    """
    query = EventRow.select(*_COLUMNS).where(EventRow.owner == owner, EventRow.feed_offset > after)
    if investigation_id is not None:
        query = query.where(EventRow.investigation_id == investigation_id)
    # Closed at once: a statement that is not read to its end would keep its snapshot.
    with closing(database.execute(query.order_by(EventRow.feed_offset).limit(limit))) as rows:
        events = (StoredEvent(*row) for row in rows)
        return list(events if max_bytes is None else _enough(events, max_bytes, complete_versions))


def _enough(events: Iterable[StoredEvent], max_bytes: int, complete_versions: bool) -> Iterator[StoredEvent]:
    taken_bytes, version = 0, None
    for event in events:
        if taken_bytes >= max_bytes and not (complete_versions and event.version == version):
            return
        yield event
        taken_bytes, version = taken_bytes + len(event.data), event.version


def read_tail(database: SqliteDatabase, after_seq: int, limit: int) -> list[tuple[int, StoredEvent]]:
    """Return (seq, event) of what was committed after `after_seq`, in commit order, of all feeds.

    `seq` orders the commits of the whole database.
    """
    query = (
        EventRow.select(EventRow.commit_seq, *_COLUMNS)
        .where(EventRow.commit_seq > after_seq)
        .order_by(EventRow.commit_seq)
        .limit(limit)
    )
    return [(seq, StoredEvent(*row)) for seq, *row in query.tuples().execute(database)]


def last_commit_seq(database: SqliteDatabase) -> int:
    """Return the newest commit number, 0 when the log is empty."""
    cursor = database.execute_sql("SELECT max(commit_seq) FROM events")
    return cursor.fetchone()[0] or 0


def feed_bounds(database: SqliteDatabase, owner: str) -> FeedBounds:
    """Return where an owner's feed begins and ends; an owner without events has an empty feed."""
    row = Feed.select(Feed.pruned, Feed.head).where(Feed.owner == owner).tuples().execute(database)
    return next((FeedBounds(*values) for values in row), FeedBounds(0, 0))


def committed_at(database: SqliteDatabase, owner: str, offset: int) -> str | None:
    """Return when event number `n` of a feed was stored, if it is retained."""
    cursor = database.execute_sql(_COMMITTED_AT.replace("?", database.param), (owner, offset))
    row = cursor.fetchone()
    return row[0] if row else None


# These name the owner too: an id that was used before may have ended in somebody else's feed.
def has_events_after(database: SqliteDatabase, owner: str, investigation_id: str, offset: int) -> bool:
    """Say whether an investigation has events after number `n` of its owner's feed."""
    # Asked by nearly every poll: written out, because building it costs Peewee 20 times what SQLite takes.
    statement = _ANY_AFTER.replace("?", database.param)
    return database.execute_sql(statement, (investigation_id, offset, owner)).fetchone() is not None


def count_events_after(database: SqliteDatabase, owner: str, investigation_id: str, offset: int) -> int:
    """Return how many events an investigation has after number `n` of its owner's feed."""
    newer = (
        (EventRow.investigation_id == investigation_id) & (EventRow.feed_offset > offset) & (EventRow.owner == owner)
    )
    return int(EventRow.select().where(newer).count(database))


def version_at(database: SqliteDatabase, owner: str, investigation_id: str, offset: int) -> int | None:
    """Return the version of an investigation that a listener at number `n` of its owner's feed knows, if retained."""
    older = (
        (EventRow.investigation_id == investigation_id) & (EventRow.feed_offset <= offset) & (EventRow.owner == owner)
    )
    version: int | None = (
        EventRow.select(EventRow.version).where(older).order_by(EventRow.feed_offset.desc()).limit(1).scalar(database)
    )
    return version
