"""The hash chains of the audit trail: unaltered entries for verification, anchors of purged entries, and purges."""

from functools import partial

from ..audit_models import AuditAnchor, AuditPurge
from ..backend import Reader, Row, Transaction
from ..expiry import count_expired, last_expired
from ..models import Meta
from . import usage
from .deletion.batches import last_within

CHAIN_COLUMNS = (
    "entry_seq",
    "entry_id",
    "investigation_id",
    "incarnation",
    "user_id",
    "actor",
    "action_type",
    "source",
    "version",
    "previous_state",
    "changes",
    "timestamp",
    "request_id",
    "previous_hash",
    "hash",
    "hash_version",
    "action_types",
    "trace_id",
)
_COUNT = "SELECT count(*) FROM investigation_audit_log WHERE investigation_id = ? AND user_id = coalesce(?, user_id)"
_ANCHOR = "SELECT hash, purged_through FROM audit_anchors WHERE investigation_id = ?"
_STATE_VERSION = "SELECT incarnation, version FROM investigation_states WHERE investigation_id = ?"
_NEXT_CHAIN = """
SELECT min(investigation_id) FROM (
    SELECT min(investigation_id) AS investigation_id FROM investigation_audit_log WHERE investigation_id > ?
    UNION ALL SELECT min(investigation_id) FROM investigation_states WHERE investigation_id > ?) AS chains
"""
_HAS_CHAIN = """
SELECT 1 FROM investigation_audit_log WHERE investigation_id = ?
UNION ALL SELECT 1 FROM audit_anchors WHERE investigation_id = ?
UNION ALL SELECT 1 FROM investigation_states WHERE investigation_id = ? LIMIT 1
"""
_COUNT_THROUGH = """
SELECT count(*), count(*) FILTER (WHERE action_type = 'STATE_DELETED') FROM investigation_audit_log
WHERE investigation_id = ? AND entry_seq <= ?
"""
_ANCHORED = "SELECT entries, deletions FROM audit_anchors WHERE investigation_id = ?"
_DELETE_SNAPSHOTS = "DELETE FROM audit_snapshots WHERE investigation_id = ? AND (incarnation, version) < (?, ?)"
_OLDEST = "SELECT entry_seq, timestamp FROM investigation_audit_log WHERE entry_seq > ? ORDER BY entry_seq LIMIT ?"
# The purge of an entry deletes the snapshot of the version before it.
_SIZES = """
SELECT entry_seq, {size} + coalesce((
    SELECT {octets} FROM audit_snapshots AS snapshot
    WHERE snapshot.investigation_id = entry.investigation_id AND snapshot.incarnation = entry.incarnation
        AND snapshot.version = entry.version - 1), 0)
FROM investigation_audit_log AS entry WHERE entry_seq <= ? ORDER BY entry_seq
"""
_THROUGH = """
SELECT entry_seq, investigation_id, user_id, hash, incarnation, version FROM investigation_audit_log
WHERE entry_seq <= ? ORDER BY entry_seq
"""
_DELETE_THROUGH = "DELETE FROM investigation_audit_log WHERE entry_seq <= ?"
_COUNT_ALL = "SELECT count(*) FROM investigation_audit_log"
# The trigger on DELETE admits only a transaction in which this key of `meta` is set.
_PURGE_KEY = "audit_purge"


def chain_entries(reader: Reader, investigation_id: str, after: int, last: int) -> list[Row]:
    """Return the entries of a chain after a number up to the last one, including entries that were tampered with.

    A text column of SQLite may hold any bytes, so SQLite reads them as BLOBs. Bytes that are not UTF-8 become lone
    surrogates here, which no valid text has.
    """
    rows = reader.select_tuples(reader.sql("audit.chain_entries"), (investigation_id, after, last))
    return [dict(zip(CHAIN_COLUMNS, map(_text, row), strict=True)) for row in rows]


def _text(value: object) -> object:
    return value.decode(errors="surrogateescape") if isinstance(value, bytes) else value


def count_entries(reader: Reader, investigation_id: str, owner: str | None) -> int:
    """Return how many entries a chain has, of one owner or, for None, of all."""
    ((count,),) = reader.select_tuples(_COUNT, (investigation_id, owner))
    return int(count)


def find_anchor(reader: Reader, investigation_id: str) -> tuple[str, int] | None:
    """Return the hash and the number of the newest purged entry of a chain, None when nothing was purged."""
    rows = reader.select_tuples(_ANCHOR, (investigation_id,))
    return (rows[0][0], rows[0][1]) if rows else None


def state_version(reader: Reader, investigation_id: str) -> tuple[int, int] | None:
    """Return incarnation and version of the state that a chain leads to, None when the state does not exist."""
    rows = reader.select_tuples(_STATE_VERSION, (investigation_id,))
    return (rows[0][0], rows[0][1]) if rows else None


def next_chain(reader: Reader, after: str) -> str | None:
    """Return the next id after `after` that has a chain or should have one."""
    ((investigation_id,),) = reader.select_tuples(_NEXT_CHAIN, (after, after))
    return None if investigation_id is None else str(investigation_id)


def has_chain(reader: Reader, investigation_id: str) -> bool:
    """Return whether an id has a chain, had one that was purged, or should have one."""
    return bool(reader.select_tuples(_HAS_CHAIN, (investigation_id, investigation_id, investigation_id)))


def put_anchor(tx: Transaction, investigation_id: str, entry: Row) -> None:
    """Anchor a chain at `entry`, before the same transaction deletes the entries up to it.

    entry: entry_seq, user_id, hash, incarnation, version. The anchor counts all entries ever deleted, and keeps the
    owner, who alone can use the id again. A purge deletes only the oldest entries of a chain, because a gap would
    break the chain. Snapshots of versions that no retained entry leads to are deleted as well.
    """
    ((entries, deletions),) = tx.select_tuples(_COUNT_THROUGH, (investigation_id, entry["entry_seq"]))
    for anchored_entries, anchored_deletions in tx.select_tuples(_ANCHORED, (investigation_id,)):
        entries, deletions = entries + anchored_entries, deletions + anchored_deletions
    anchor = {
        "investigation_id": investigation_id,
        "hash": entry["hash"],
        "purged_through": entry["entry_seq"],
        "entries": entries,
        "deletions": deletions,
        "anchored_at": tx.now,
        "user_id": entry["user_id"],
    }
    # Concurrent purges wait for each other, so no other transaction writes the anchor in between.
    tx.delete(AuditAnchor, {"investigation_id": investigation_id})
    tx.insert(AuditAnchor, [anchor])
    statement = f"{_DELETE_SNAPSHOTS} RETURNING {usage.SNAPSHOTS.measured(tx)}"
    usage.release(tx, tx.select_tuples(statement, (investigation_id, entry["incarnation"], entry["version"])))


def count_before(reader: Reader, cutoff: str, now: str) -> int:
    """Return how many entries a purge with this cutoff deletes."""
    return count_expired(partial(_oldest, reader), cutoff, now)


def last_before(reader: Reader, cutoff: str, now: str, limit: int) -> int | None:
    """Return the number of the last of the first entries before the cutoff, at most `limit`; None without any."""
    return last_expired(partial(_oldest, reader), cutoff, now, limit)


def _oldest(reader: Reader, after: int, limit: int) -> list[tuple[int, str]]:
    return reader.select_tuples(_OLDEST, (after, limit))


def count_all(reader: Reader) -> int:
    """Return how many entries there are."""
    ((count,),) = reader.select_tuples(_COUNT_ALL)
    return int(count)


def begin_purge(tx: Transaction, request_id: str) -> None:
    """Permit this transaction to delete entries until `end_purge`. Concurrent purges wait for the key."""
    tx.insert(Meta, [{"key": _PURGE_KEY, "value": request_id}])


def end_purge(tx: Transaction) -> None:
    """Forbid the deletion of entries again."""
    tx.delete(Meta, {"key": _PURGE_KEY})


def entries_through(tx: Transaction, last: int, max_bytes: int) -> list[Row]:
    """Return number, investigation, owner, hash, incarnation and version of the oldest entries up to a number.

    They begin with the oldest entry of all and are contiguous. max_bytes: the limit on all of them with the snapshots
    that their purge deletes; at least one entry is returned if there is any.
    """
    octets = tx.sql("usage.octets").format(column="snapshot.state")
    with tx.iterate(_SIZES.format(octets=octets, size=usage.ENTRIES.size(tx)), (last,)) as rows:
        last = last_within(rows, max_bytes)
    return tx.select(_THROUGH, (last,))


def delete_entries(tx: Transaction, first: int, last: int, *, cutoff: str, forced: bool, actor: str) -> int:
    """Delete the entries up to number `last`, record the purge, and return how many there were.

    first: the oldest entry there is. forced: whether the purge exceeds the share that it may delete unasked.
    """
    statement = f"{_DELETE_THROUGH} RETURNING {usage.ENTRIES.measured(tx)}"
    count = usage.release(tx, tx.select_tuples(statement, (last,)))
    purge = {
        "first_entry_seq": first,
        "last_entry_seq": last,
        "entries": count,
        "older_than": cutoff,
        "forced": int(forced),
        "actor": actor,
        "purged_at": tx.now,
    }
    tx.insert(AuditPurge, [purge])
    return count
