"""Versions of an investigation in the audit trail: changes, times, and the snapshots from which states are computed.

The incarnation counts how often the id was used before. The versions of each incarnation begin at 1.
"""

from ..audit_models import AuditSnapshot
from ..backend import Reader, Row, Transaction

_OF_INCARNATION = "FROM investigation_audit_log WHERE investigation_id = ? AND incarnation = ?"
_RECORDED_AT = f"SELECT timestamp {_OF_INCARNATION} AND version = ? LIMIT 1"
_ACTOR = f"SELECT actor {_OF_INCARNATION} AND version = ? LIMIT 1"
_OLDEST = f"SELECT version, entry_seq {_OF_INCARNATION} ORDER BY version LIMIT 1"
_ENTRY = f"SELECT entry_seq, hash {_OF_INCARNATION} AND version = ? LIMIT 1"
# An index holds these columns, so the search never reads an entry with its large patches.
_AUTHORS = """
SELECT entry_seq, actor, action_type, action_types, timestamp FROM investigation_audit_log
WHERE investigation_id = ? AND entry_seq BETWEEN ? AND ? ORDER BY entry_seq DESC LIMIT ?
"""
_DELETED = f"SELECT version {_OF_INCARNATION} AND action_type = 'STATE_DELETED'"
_SIZES = f"SELECT version, length(changes) {_OF_INCARNATION} AND version BETWEEN ? AND ? ORDER BY version LIMIT ?"
_CHANGES = f"""
SELECT version, timestamp, action_type, changes {_OF_INCARNATION} AND version BETWEEN ? AND ? ORDER BY version
"""
_REVERSE_PATCHES = f"""
SELECT version, previous_state {_OF_INCARNATION} AND version BETWEEN ? AND ? ORDER BY version DESC
"""
_SNAPSHOT = """
SELECT version, state FROM audit_snapshots WHERE investigation_id = ? AND incarnation = ? AND version BETWEEN ? AND ?
ORDER BY version LIMIT 1
"""
_NEWEST_SNAPSHOT = """
SELECT version, state FROM audit_snapshots WHERE investigation_id = ? AND incarnation = ? AND version <= ?
ORDER BY version DESC LIMIT 1
"""
_REVERSE_BYTES = f"""
SELECT coalesce(sum({{octets}}), 0) {_OF_INCARNATION} AND version > coalesce(
    (SELECT max(version) FROM audit_snapshots WHERE investigation_id = ? AND incarnation = ?), 0)
"""  # noqa: S608 - our own columns


def recorded_at(reader: Reader, investigation_id: str, incarnation: int, version: int) -> str | None:
    """Return when a version was written, None when its entry is not retained."""
    rows = reader.select_tuples(_RECORDED_AT, (investigation_id, incarnation, version))
    return str(rows[0][0]) if rows else None


def actor_of(reader: Reader, investigation_id: str, incarnation: int, version: int) -> str | None:
    """Return who wrote a version, None when its entry is not retained."""
    rows = reader.select_tuples(_ACTOR, (investigation_id, incarnation, version))
    return str(rows[0][0]) if rows else None


def oldest_version(reader: Reader, investigation_id: str, incarnation: int) -> int | None:
    """Return the oldest version whose entry is retained."""
    oldest = oldest_entry(reader, investigation_id, incarnation)
    return oldest[0] if oldest else None


def oldest_entry(reader: Reader, investigation_id: str, incarnation: int) -> tuple[int, int] | None:
    """Return version and number of the oldest retained entry of an incarnation."""
    rows = reader.select_tuples(_OLDEST, (investigation_id, incarnation))
    return (int(rows[0][0]), int(rows[0][1])) if rows else None


def entry_of(reader: Reader, investigation_id: str, incarnation: int, version: int) -> tuple[int, str] | None:
    """Return number and hash of the entry of a version, None when it is not retained."""
    rows = reader.select_tuples(_ENTRY, (investigation_id, incarnation, version))
    return (int(rows[0][0]), str(rows[0][1])) if rows else None


def authors(reader: Reader, investigation_id: str, first: int, last: int, limit: int) -> list[Row]:
    """Return number, actor, action types and time of the entries between two numbers, newest first."""
    return reader.select(_AUTHORS, (investigation_id, first, last, limit))


def deleted_version(reader: Reader, investigation_id: str, incarnation: int) -> int | None:
    """Return the version that an investigation's deletion made, None when it was not deleted."""
    rows = reader.select_tuples(_DELETED, (investigation_id, incarnation))
    return int(rows[0][0]) if rows else None


def change_sizes(
    reader: Reader, investigation_id: str, incarnation: int, first: int, last: int, limit: int, max_length: int
) -> list[tuple[int, int]]:
    """Return version and patch length of the first retained changes from version `first` to `last`, in order.

    limit, max_length: the result ends with the change that reaches this number or this length of all patches together.
    """
    sizes: list[tuple[int, int]] = []
    with reader.iterate(_SIZES, (investigation_id, incarnation, first, last, limit)) as rows:
        for version, length in rows:
            sizes.append((version, length or 0))
            max_length -= length or 0
            if max_length <= 0:
                break
    return sizes


def changes(reader: Reader, investigation_id: str, incarnation: int, first: int, last: int) -> list[Row]:
    """Return version, timestamp, action_type and changes (JSON text) of versions `first` to `last`, in order."""
    return reader.select(_CHANGES, (investigation_id, incarnation, first, last))


def reverse_patches(reader: Reader, investigation_id: str, incarnation: int, first: int, last: int) -> list[Row]:
    """Return version and previous_state (JSON text) of the entries of versions `first` to `last`, newest first."""
    return reader.select(_REVERSE_PATCHES, (investigation_id, incarnation, first, last))


def oldest_snapshot(
    reader: Reader, investigation_id: str, incarnation: int, first: int, last: int
) -> tuple[int, str] | None:
    """Return version and state (JSON text) of the oldest snapshot from version `first` to `last`."""
    rows = reader.select_tuples(_SNAPSHOT, (investigation_id, incarnation, first, last))
    return (rows[0][0], rows[0][1]) if rows else None


def snapshot_until(reader: Reader, investigation_id: str, incarnation: int, version: int) -> tuple[int, str] | None:
    """Return version and state (JSON text) of the newest snapshot at or before a version."""
    rows = reader.select_tuples(_NEWEST_SNAPSHOT, (investigation_id, incarnation, version))
    return (rows[0][0], rows[0][1]) if rows else None


def reverse_bytes_since_snapshot(tx: Transaction, investigation_id: str, incarnation: int) -> int:
    """Return the size of the reverse patches after the newest snapshot of an incarnation."""
    statement = _REVERSE_BYTES.format(octets=tx.sql("usage.octets").format(column="previous_state"))
    ((size,),) = tx.select_tuples(statement, (investigation_id, incarnation) * 2)
    return int(size)


def insert_snapshot(tx: Transaction, row: Row) -> None:
    """Store a whole earlier state: investigation_id, incarnation, version, state (JSON text)."""
    tx.insert(AuditSnapshot, [row])
