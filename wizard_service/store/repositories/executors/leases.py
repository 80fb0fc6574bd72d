"""Leases of executors: the living lease of an investigation, and the leases that ended.

A function that changes a lease takes its whole row, which its transaction has read.
"""

from ...backend import Reader, Row, Transaction
from ...checksums import renewed
from ...lease_models import ExecutorLease

_COLUMNS = ", ".join(field.column_name for field in ExecutorLease._meta.sorted_fields)
_NEWEST = f"SELECT {_COLUMNS} FROM executor_leases WHERE investigation_id = ? ORDER BY fence DESC LIMIT 1"  # noqa: S608
_FIND = f"SELECT {_COLUMNS} FROM executor_leases WHERE lease_id = ? AND investigation_id = ?"  # noqa: S608 - our columns
_RENEW = """
UPDATE executor_leases SET last_seen_at = ?, expires_at = ?
WHERE investigation_id = ? AND fence = ? AND ended_at IS NULL
"""
_NEXT_EXPIRY = "SELECT min(expires_at) FROM executor_leases WHERE ended_at IS NULL"
_EXPIRED = """
SELECT expires_at, investigation_id, fence FROM executor_leases
WHERE ended_at IS NULL AND expires_at <= ? AND (expires_at, investigation_id) > (?, ?)
ORDER BY expires_at, investigation_id LIMIT ?
"""
_SEEN_AFTER = f"""
SELECT {_COLUMNS} FROM executor_leases WHERE ended_at IS NULL AND last_seen_at > ? ORDER BY investigation_id LIMIT ?
"""  # noqa: S608 - our own columns
# The newest lease of an investigation that exists stays at any age: the next fence is higher.
_OLD = """
FROM executor_leases AS lease WHERE ended_at < ? AND (
    fence < (SELECT max(fence) FROM executor_leases WHERE investigation_id = lease.investigation_id)
    OR NOT EXISTS (SELECT 1 FROM investigation_states WHERE investigation_id = lease.investigation_id))
"""
_COUNT_OLD = f"SELECT count(*) {_OLD}"
_DELETE_OLD = f"""
DELETE FROM executor_leases WHERE (investigation_id, fence) IN (
    SELECT investigation_id, fence {_OLD} ORDER BY ended_at LIMIT ?)
"""  # noqa: S608 - our own statements


def find_newest(reader: Reader, investigation_id: str) -> Row | None:
    """Return the lease with the highest fence, living or ended; None when there was never one."""
    return reader.select_one(_NEWEST, (investigation_id,))


def find(reader: Reader, investigation_id: str, lease_id: str) -> Row | None:
    """Return a lease of the investigation, living or ended."""
    return reader.select_one(_FIND, (lease_id, investigation_id))


def insert(tx: Transaction, lease: Row) -> None:
    """Store a new lease. Raises UniqueViolation while another one of the investigation lives."""
    tx.insert(ExecutorLease, [lease])


def renew(tx: Transaction, lease: Row, expires_at: str) -> None:
    """Set when the executor was last seen, which is now, and when the living lease expires."""
    tx.execute(_RENEW, (tx.now, expires_at, lease["investigation_id"], lease["fence"]))


def end(tx: Transaction, lease: Row, reason: str) -> None:
    """End a lease, or give the one that has ended another reason."""
    _update(tx, lease, {"ended_at": lease["ended_at"] or tx.now, "end_reason": reason})


def revive(tx: Transaction, lease: Row, expires_at: str) -> None:
    """Let a lease that has ended live again."""
    _update(tx, lease, {"ended_at": None, "end_reason": None, "last_seen_at": tx.now, "expires_at": expires_at})


def next_expiry(reader: Reader) -> str | None:
    """Return when the next living lease expires, None while no lease lives."""
    ((expires_at,),) = reader.select_tuples(_NEXT_EXPIRY)
    return None if expires_at is None else str(expires_at)


def expired(reader: Reader, now: str, after: tuple[str, str], limit: int) -> list[tuple[str, str, int]]:
    """Return time of expiry, investigation and fence of leases that have expired and were not ended yet, in order.

    after: time and investigation of the lease before the first one.
    """
    return [
        (expires_at, name, fence) for expires_at, name, fence in reader.select_tuples(_EXPIRED, (now, *after, limit))
    ]


def seen_after(reader: Reader, moment: str, limit: int) -> list[Row]:
    """Return living leases whose executors were last seen after a moment, in the order of the investigations."""
    return reader.select(_SEEN_AFTER, (moment, limit))


def count_old(reader: Reader, cutoff: str) -> int:
    """Return how many leases that ended before the cutoff are not the newest of an investigation that exists."""
    ((count,),) = reader.select_tuples(_COUNT_OLD, (cutoff,))
    return int(count)


def delete_old(tx: Transaction, cutoff: str, limit: int) -> int:
    """Delete leases that `count_old` counts, the oldest first, and return how many."""
    return tx.execute(_DELETE_OLD, (cutoff, limit))


def _update(tx: Transaction, lease: Row, changes: Row) -> None:
    key = {name: lease[name] for name in ("investigation_id", "fence")}
    tx.update(ExecutorLease, changes | renewed(ExecutorLease, lease, changes), key)
