"""The audit trail: entries, the anchors that purged entries leave behind, and snapshots of states."""

from ..audit_models import AuditSnapshot
from ..backend import Reader, Row, Transaction
from ..models import AuditEntry

_LAST_HASH = "SELECT hash FROM investigation_audit_log WHERE investigation_id = ? ORDER BY entry_seq DESC LIMIT 1"
_ANCHOR_HASH = "SELECT hash FROM audit_anchors WHERE investigation_id = ?"
_TIMES_DELETED = """
SELECT (SELECT count(*) FROM investigation_audit_log WHERE investigation_id = ? AND action_type = 'STATE_DELETED')
    + coalesce((SELECT deletions FROM audit_anchors WHERE investigation_id = ?), 0) AS times
"""
_ANY_ENTRY = "SELECT 1 FROM investigation_audit_log WHERE investigation_id = ?"
_REVERSE_PATCHES = """
SELECT version, actor, previous_state FROM investigation_audit_log
WHERE investigation_id = ? AND incarnation = ? AND version BETWEEN ? AND ? ORDER BY version DESC
"""


def insert_entry(tx: Transaction, entry: Row) -> None:
    """Append an entry to the trail."""
    tx.insert(AuditEntry, [entry])


def last_hash(reader: Reader, investigation_id: str) -> str | None:
    """Return the hash that the next entry continues: of the newest entry, else of the anchor; None at the beginning."""
    for statement in (_LAST_HASH, _ANCHOR_HASH):
        rows = reader.select_tuples(statement, (investigation_id,))
        if rows:
            return str(rows[0][0])
    return None


def times_deleted(reader: Reader, investigation_id: str) -> int:
    """Return how many investigations of this id were deleted before."""
    ((times,),) = reader.select_tuples(_TIMES_DELETED, (investigation_id, investigation_id))
    return int(times)


def has_entries(reader: Reader, investigation_id: str, owner: str | None = None) -> bool:
    """Return whether the trail has entries about the investigation, of this owner when one is given."""
    if owner is None:
        return bool(reader.select_tuples(f"{_ANY_ENTRY} LIMIT 1", (investigation_id,)))
    return bool(reader.select_tuples(f"{_ANY_ENTRY} AND user_id = ? LIMIT 1", (investigation_id, owner)))


def reverse_patches(reader: Reader, investigation_id: str, incarnation: int, first: int, last: int) -> list[Row]:
    """Return version, actor, previous_state (JSON text) of the entries of versions `first` to `last`, newest first."""
    return reader.select(_REVERSE_PATCHES, (investigation_id, incarnation, first, last))


def insert_snapshot(tx: Transaction, row: Row) -> None:
    """Store a whole earlier state: investigation_id, incarnation, version, state (JSON text)."""
    tx.insert(AuditSnapshot, [row])
