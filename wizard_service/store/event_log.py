"""The event log: one numbered feed per owner, written by every change, read by every transport."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from peewee import SqliteDatabase

from .models import Event, Feed
from .transaction import Transaction

_COLUMNS = (
    Event.owner,
    Event.n,
    Event.investigation_id,
    Event.version,
    Event.event_type,
    Event.timestamp,
    Event.actor,
    Event.source,
    Event.request_id,
    Event.data,
)
_ADVANCE_FEED = """
INSERT INTO feeds (owner, head) VALUES (?, ?)
ON CONFLICT (owner) DO UPDATE SET head = feeds.head + excluded.head
RETURNING head
"""
_COMMITTED_AT = "SELECT committed_at FROM events WHERE owner = ? AND n = ?"
_ANY_AFTER = "SELECT 1 FROM events WHERE investigation_id = ? AND n > ? AND owner = ? LIMIT 1"


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """A row of the log: `n` numbers the owner's feed, `data` is JSON text."""

    owner: str
    n: int
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
    rows = [event | {"owner": owner, "n": n} for n, event in enumerate(events, first)]
    tx.insert(Event, rows)
    return [StoredEvent(**{column.name: row[column.name] for column in _COLUMNS}) for row in rows]


def read_feed(
    database: SqliteDatabase,
    owner: str,
    after: int,
    *,
    investigation_id: str | None,
    limit: int,
    enough_bytes: int | None = None,
    whole_versions: bool = False,
) -> list[StoredEvent]:
    """Return the next events of a feed after number `after`, of one investigation or of all.

    enough_bytes: of `data`; no event, or with `whole_versions` no version, begins after so many.
    """
    query = Event.select(*_COLUMNS).where(Event.owner == owner, Event.n > after)
    if investigation_id is not None:
        query = query.where(Event.investigation_id == investigation_id)
    # Closed at once: a statement that is not read to its end would keep its snapshot.
    with closing(database.execute(query.order_by(Event.n).limit(limit))) as rows:
        events = (StoredEvent(*row) for row in rows)
        return list(events if enough_bytes is None else _enough(events, enough_bytes, whole_versions))


def _enough(events: Iterable[StoredEvent], enough_bytes: int, whole_versions: bool) -> Iterator[StoredEvent]:
    taken_bytes, version = 0, None
    for event in events:
        if taken_bytes >= enough_bytes and not (whole_versions and event.version == version):
            return
        yield event
        taken_bytes, version = taken_bytes + len(event.data), event.version


def read_tail(database: SqliteDatabase, after_seq: int, limit: int) -> list[tuple[int, StoredEvent]]:
    """Return (seq, event) of what was committed after `after_seq`, in commit order, of all feeds.

    `seq` orders the commits of the whole database.
    """
    query = Event.select(Event.seq, *_COLUMNS).where(Event.seq > after_seq).order_by(Event.seq).limit(limit)
    return [(seq, StoredEvent(*row)) for seq, *row in query.tuples().execute(database)]


def newest_seq(database: SqliteDatabase) -> int:
    """Return the newest commit number, 0 when the log is empty."""
    cursor = database.execute_sql("SELECT max(seq) FROM events")
    return cursor.fetchone()[0] or 0


def feed_bounds(database: SqliteDatabase, owner: str) -> FeedBounds:
    """Return where an owner's feed begins and ends; an owner without events has an empty feed."""
    row = Feed.select(Feed.pruned, Feed.head).where(Feed.owner == owner).tuples().execute(database)
    return next((FeedBounds(*values) for values in row), FeedBounds(0, 0))


def committed_at(database: SqliteDatabase, owner: str, n: int) -> str | None:
    """Return when event number `n` of a feed was stored, if it is retained."""
    cursor = database.execute_sql(_COMMITTED_AT.replace("?", database.param), (owner, n))
    row = cursor.fetchone()
    return row[0] if row else None


# These name the owner too: an id that was used before may have ended in somebody else's feed.
def has_events_after(database: SqliteDatabase, owner: str, investigation_id: str, n: int) -> bool:
    """Say whether an investigation has events after number `n` of its owner's feed."""
    # Asked by nearly every poll: written out, because building it costs Peewee 20 times what SQLite takes.
    statement = _ANY_AFTER.replace("?", database.param)
    return database.execute_sql(statement, (investigation_id, n, owner)).fetchone() is not None


def count_events_after(database: SqliteDatabase, owner: str, investigation_id: str, n: int) -> int:
    """Return how many events an investigation has after number `n` of its owner's feed."""
    newer = (Event.investigation_id == investigation_id) & (Event.n > n) & (Event.owner == owner)
    return int(Event.select().where(newer).count(database))


def version_at(database: SqliteDatabase, owner: str, investigation_id: str, n: int) -> int | None:
    """Return the version of an investigation that a listener at number `n` of its owner's feed knows, if retained."""
    older = (Event.investigation_id == investigation_id) & (Event.n <= n) & (Event.owner == owner)
    version: int | None = Event.select(Event.version).where(older).order_by(Event.n.desc()).limit(1).scalar(database)
    return version
