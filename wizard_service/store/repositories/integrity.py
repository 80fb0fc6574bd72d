"""Redundant data, read by verification and rewritten by recovery."""

from collections.abc import Iterator

from ...errors import StorageError
from ..backend import Reader, Row, Transaction
from ..checksums import with_checksums
from ..models import Feed, State
from .states import COLUMNS

_KEYS_PER_READ = 500
_NEXT_IDS = """
SELECT investigation_id FROM investigation_states WHERE investigation_id > ? ORDER BY investigation_id LIMIT ?
"""
_NEXT_OWNERS = "SELECT owner FROM feeds WHERE owner > ? ORDER BY owner LIMIT ?"
_EPOCH = "SELECT value FROM meta WHERE key = 'epoch'"
_IDS_IN_EVENT_LOG = "SELECT DISTINCT investigation_id FROM events"
_ENTITY_TYPES = "SELECT entity_type FROM investigation_entity_types WHERE investigation_id = ?"
_FEED = "SELECT owner, head, pruned FROM feeds WHERE owner = ?"
_FEED_EXTENT = "SELECT count(*), min(feed_offset), max(feed_offset) FROM events WHERE owner = ?"
_LOSSES = "SELECT events FROM feed_losses WHERE owner = ?"
_DELETED_IN_TRAIL = """
SELECT 1 FROM investigation_audit_log WHERE user_id = ? AND action_type = 'STATE_DELETED' LIMIT 1
"""
_DELETED_IN_FEED = "SELECT 1 FROM events WHERE owner = ? AND event_type = 'investigation_deleted' LIMIT 1"
_NEWEST_ENTRY = """
SELECT incarnation, user_id, version, action_type, timestamp FROM investigation_audit_log
WHERE investigation_id = ? ORDER BY entry_seq DESC LIMIT 1
"""
_NEWEST_VERSION = "SELECT max(version) FROM investigation_audit_log WHERE investigation_id = ? AND incarnation = ?"
_COUNT_ENTRIES = "SELECT count(*) FROM investigation_audit_log WHERE investigation_id = ?"
_WHOLE_STATE = f"SELECT {', '.join(COLUMNS)} FROM investigation_states WHERE investigation_id = ?"  # noqa: S608
_REPEAT_CREATION = """
UPDATE investigation_history SET created_at = ?
WHERE user_id = ? AND archived IN (0, 1) AND investigation_id = ?
"""
_RAISE_HEADS = """
INSERT INTO feeds (owner, head)
SELECT owner, max(feed_offset) FROM events WHERE true GROUP BY owner
ON CONFLICT (owner) DO UPDATE SET head = CASE WHEN excluded.head > feeds.head THEN excluded.head ELSE feeds.head END
"""
_DELETE_EVENTS = "DELETE FROM events WHERE investigation_id = ? AND commit_seq BETWEEN ? AND ?"
_DELETE_LOSSES = "DELETE FROM feed_losses WHERE owner = ?"
_INSERT_LOSSES = "INSERT INTO feed_losses (owner, events) VALUES (?, ?)"


def stored_epoch(reader: Reader) -> str:
    """Return the stored epoch. Raises StorageError when its row is lost."""
    rows = reader.select_tuples(_EPOCH)
    if not rows:
        raise StorageError("the database has no epoch")
    return str(rows[0][0])


def investigation_ids(reader: Reader) -> Iterator[str]:
    """Yield the ids of all investigations in order; no statement stays open between two reads."""
    return _keys(reader, _NEXT_IDS)


def feed_owners(reader: Reader) -> Iterator[str]:
    """Yield the owners of all feeds in order; no statement stays open between two reads."""
    return _keys(reader, _NEXT_OWNERS)


def _keys(reader: Reader, statement: str) -> Iterator[str]:
    last = ""
    while rows := reader.select_tuples(statement, (last, _KEYS_PER_READ)):
        yield from (key for (key,) in rows)
        last = rows[-1][0]


def ids_in_event_log(reader: Reader) -> set[str]:
    """Return the ids of all investigations that have retained events."""
    return {investigation_id for (investigation_id,) in reader.select_tuples(_IDS_IN_EVENT_LOG)}


def events_in_commit_order(reader: Reader, investigation_id: str) -> list[Row]:
    """Return the retained events of an id in commit order.

    The order by offset may differ: a reused id may have had another owner, in whose feed its events had higher offsets.
    """
    return reader.select(reader.sql("events.in_commit_order"), (investigation_id,))


def entity_types(reader: Reader, investigation_id: str) -> set[str]:
    """Return the entity types that are stored for an investigation."""
    return {entity_type for (entity_type,) in reader.select_tuples(_ENTITY_TYPES, (investigation_id,))}


def find_feed(reader: Reader, owner: str) -> Row:
    """Return owner, head and pruned of a feed that exists."""
    (feed,) = reader.select(_FEED, (owner,))
    return feed


def feed_extent(reader: Reader, owner: str) -> tuple[int, int | None, int | None]:
    """Return how many events of a feed are retained, and their lowest and highest offset."""
    ((count, first, last),) = reader.select_tuples(_FEED_EXTENT, (owner,))
    return count, first, last


def lost_events(reader: Reader, owner: str) -> int:
    """Return how many events of a feed a recovery could not save."""
    rows = reader.select_tuples(_LOSSES, (owner,))
    return int(rows[0][0]) if rows else 0


def has_deleted_investigations(reader: Reader, owner: str) -> bool:
    """Return whether the audit trail or the feed records that an investigation of this owner was deleted."""
    return any(reader.select_tuples(statement, (owner,)) for statement in (_DELETED_IN_TRAIL, _DELETED_IN_FEED))


def newest_entry(reader: Reader, investigation_id: str) -> Row | None:
    """Return the newest audit entry of an id, without its patches and hashes; None when there is none."""
    return reader.select_one(_NEWEST_ENTRY, (investigation_id,))


def newest_version(reader: Reader, investigation_id: str, incarnation: int) -> int:
    """Return the highest version of an incarnation in the audit trail, 0 without entries."""
    ((version,),) = reader.select_tuples(_NEWEST_VERSION, (investigation_id, incarnation))
    return int(version or 0)


def count_entries(reader: Reader, investigation_id: str) -> int:
    """Return how many audit entries an id has."""
    ((count,),) = reader.select_tuples(_COUNT_ENTRIES, (investigation_id,))
    return int(count)


def rewrite_state(tx: Transaction, investigation_id: str, columns: Row) -> None:
    """Set columns of a state regardless of its version, and renew all of its checksums."""
    key = {"investigation_id": investigation_id}
    (row,) = tx.select(_WHOLE_STATE, (investigation_id,))
    whole = with_checksums(State, row | columns)
    tx.update(State, whole, key)
    # No trigger copies `created_at` to the history on an update, because only a recovery changes it.
    tx.execute(_REPEAT_CREATION, (whole["created_at"], whole["user_id"], investigation_id))


def raise_heads(tx: Transaction) -> None:
    """Create the feeds that are missing, and raise the heads that are behind the events."""
    tx.execute(_RAISE_HEADS)


def delete_events(tx: Transaction, investigation_id: str, first: int, last: int) -> None:
    """Delete the events of an investigation from one commit sequence to another, both included."""
    tx.execute(_DELETE_EVENTS, (investigation_id, first, last))


def rewrite_feed(tx: Transaction, owner: str, bounds: Row, lost: int) -> None:
    """Set head and retention floor of a feed, and how many of its events are lost.

    bounds: head and pruned, those that change.
    """
    if bounds:
        feed = find_feed(tx, owner) | bounds
        tx.update(Feed, with_checksums(Feed, feed), {"owner": owner})
    tx.execute(_DELETE_LOSSES, (owner,))
    if lost:
        tx.execute(_INSERT_LOSSES, (owner, lost))
