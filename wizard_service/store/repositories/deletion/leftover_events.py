"""Leftover events: the events of a deleted investigation that the transaction of its deletion has not deleted.

That transaction records an unfinished deletion when it leaves any; the transaction that deletes the last one removes
the record.
"""

from ...audit_models import UnfinishedDeletion
from ...backend import Reader, Row, Transaction, Values
from ...checksums import with_checksums
from .. import usage
from .batches import delete_within

# Each statement names the owner: a reused investigation id may have events in another owner's feed.
_OF_OWNER = "FROM events WHERE investigation_id = ? AND owner = ?"
_NEWEST = f"{_OF_OWNER} ORDER BY feed_offset DESC LIMIT ?"
_OLDER = f"{_OF_OWNER} AND feed_offset < ? ORDER BY feed_offset LIMIT ?"
_ANY = f"{_OF_OWNER} AND event_type <> 'investigation_deleted' ORDER BY feed_offset LIMIT ?"
_DELETE = "DELETE FROM events WHERE (owner, feed_offset) IN (SELECT owner, feed_offset {rows})"
_COUNT = f"SELECT count(*) {_OF_OWNER} AND feed_offset < ?"
_IS_DELETION = """
SELECT 1 FROM events
WHERE owner = ? AND feed_offset = ? AND investigation_id = ? AND event_type = 'investigation_deleted'
"""
_RECORD = """
INSERT INTO unfinished_deletions (investigation_id, owner, feed_offset, row_checksum) VALUES (?, ?, ?, ?)
ON CONFLICT (investigation_id, owner) DO UPDATE SET
    feed_offset = excluded.feed_offset, row_checksum = excluded.row_checksum
"""
# Earlier events of an id may also be left when the row of its unfinished deletion is lost.
_ALL_DELETIONS = """
SELECT investigation_id, owner, max(feed_offset) AS feed_offset FROM events
WHERE event_type = 'investigation_deleted' GROUP BY investigation_id, owner
"""
_UNFINISHED = "SELECT investigation_id, owner, feed_offset FROM unfinished_deletions"
_IN_ORDER = f"{_UNFINISHED} ORDER BY investigation_id, owner LIMIT ?"
_OF_ID = f"{_UNFINISHED} WHERE investigation_id = ? ORDER BY owner"


def delete_newest(tx: Transaction, investigation_id: str, owner: str, limit: int, max_bytes: int) -> int:
    """Delete the newest events of an investigation, and return how many were deleted.

    max_bytes: the limit on all deleted events together; at least one event is deleted, whatever its size.
    """
    return _delete(tx, _NEWEST, (investigation_id, owner), limit, max_bytes)


def record_unfinished(tx: Transaction, investigation_id: str, owner: str, feed_offset: int) -> None:
    """Record that the deletion whose event is at an offset has left older events, if it has."""
    values = (investigation_id, owner, feed_offset)
    if _exists(tx, _OLDER, values):
        deletion = with_checksums(
            UnfinishedDeletion, dict(zip(("investigation_id", "owner", "feed_offset"), values, strict=True))
        )
        tx.execute(_RECORD, (*values, deletion["row_checksum"]))


def record_all_unfinished(tx: Transaction) -> None:
    """Record every unfinished deletion again, after rows were lost. Reads all events."""
    for deletion in tx.select(_ALL_DELETIONS):
        record_unfinished(tx, *_values(deletion))


def unfinished_deletions(reader: Reader, limit: int) -> list[Row]:
    """Return investigation_id, owner and feed_offset of unfinished deletions."""
    return reader.select(_IN_ORDER, (limit,))


def unfinished_deletions_of(reader: Reader, investigation_id: str) -> list[Row]:
    """Like `unfinished_deletions`, of one id; a reused id may have one for each of its owners."""
    return reader.select(_OF_ID, (investigation_id,))


def count_leftovers(reader: Reader) -> int:
    """Return how many events the unfinished deletions have yet to delete."""
    return sum(int(reader.select_tuples(_COUNT, _values(row))[0][0]) for row in reader.select(_UNFINISHED))


def delete_older(tx: Transaction, deletion: Row, limit: int, max_bytes: int) -> int:
    """Delete leftover events of an unfinished deletion and return how many; record that it is finished if it is.

    deletion: see `unfinished_deletions`. max_bytes: see `delete_newest`.
    """
    values, count = _values(deletion), 0
    # A damaged record names no event that reports a deletion, and must not delete the events of an investigation.
    if tx.select_tuples(_IS_DELETION, (deletion["owner"], deletion["feed_offset"], deletion["investigation_id"])):
        count = _delete(tx, _OLDER, values, limit, max_bytes)
        if _exists(tx, _OLDER, values):
            return count
    tx.delete(UnfinishedDeletion, deletion)
    return count


def has_leftovers(reader: Reader, investigation_id: str, owner: str) -> bool:
    """Return whether an id has events, other than those that report deletions, in the feed of an owner."""
    return _exists(reader, _ANY, (investigation_id, owner))


def delete_leftovers(tx: Transaction, investigation_id: str, owner: str, limit: int, max_bytes: int) -> int:
    """Delete some of the events that `has_leftovers` finds, and return how many. max_bytes: see `delete_newest`."""
    return _delete(tx, _ANY, (investigation_id, owner), limit, max_bytes)


def _values(deletion: Row) -> Values:
    return (deletion["investigation_id"], deletion["owner"], deletion["feed_offset"])


def _exists(reader: Reader, rows: str, values: Values) -> bool:
    return bool(reader.select_tuples(f"SELECT 1 {rows}", (*values, 1)))


def _delete(tx: Transaction, rows: str, values: Values, limit: int, max_bytes: int) -> int:
    return delete_within(tx, usage.EVENTS, rows, _DELETE.format(rows=rows), values, limit, max_bytes)
