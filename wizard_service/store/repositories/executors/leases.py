"""Leases of executors: the living lease of an investigation, and the leases that ended.

A function that changes a lease takes its whole row, which its transaction has read.
"""

from ...backend import Reader, Row, Transaction
from ...checksums import renewed_checksums
from ...lease_models import ExecutorLease

_NAMES = tuple(field.column_name for field in ExecutorLease._meta.sorted_fields)
_COLUMNS = ", ".join(_NAMES)
# A caller that names a lease is judged by that one, any other caller by the newest.
_DECIDING_FENCE = """coalesce(
    (SELECT fence FROM executor_leases WHERE lease_id = ? AND investigation_id = {investigation_id}),
    (SELECT max(fence) FROM executor_leases WHERE investigation_id = {investigation_id}))"""
_DECIDING = f"""
SELECT {_COLUMNS} FROM executor_leases
WHERE investigation_id = ? AND fence = {_DECIDING_FENCE.format(investigation_id="?")}
"""  # noqa: S608 - our own columns
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
_LAST_ENDED = """
SELECT ended_at FROM executor_leases WHERE ended_at > ? AND ended_at < ? ORDER BY ended_at LIMIT 1 OFFSET ?
"""
_DELETE_OLD = f"""
DELETE FROM executor_leases WHERE (investigation_id, fence) IN (
    SELECT investigation_id, fence {_OLD} AND ended_at > ? AND ended_at <= ?)
"""  # noqa: S608 - our own statements


def find_newest(reader: Reader, investigation_id: str) -> Row | None:
    """Return the lease with the highest fence, living or ended; None when there was never one."""
    return reader.select_one(_NEWEST, (investigation_id,))


def find(reader: Reader, investigation_id: str, lease_id: str) -> Row | None:
    """Return a lease of the investigation, living or ended."""
    return reader.select_one(_FIND, (lease_id, investigation_id))


def find_deciding(reader: Reader, investigation_id: str, lease_id: str | None) -> Row | None:
    """Return the lease that a caller names, living or ended; the newest when it names none or an unknown one."""
    return reader.select_one(_DECIDING, (investigation_id, lease_id, investigation_id, investigation_id))


def deciding_join(investigation_id: str) -> tuple[str, str]:
    """Return the columns and the join that add what `find_deciding` returns to a statement; its value is the lease id.

    investigation_id: an SQL expression. `split_joined` takes the columns out of a row.
    """
    columns = ", ".join(f"lease.{name} AS lease_{name}" for name in _NAMES)
    fence = _DECIDING_FENCE.format(investigation_id=investigation_id)
    condition = f"lease.investigation_id = {investigation_id} AND lease.fence = {fence}"
    return columns, f"LEFT JOIN executor_leases AS lease ON {condition}"


def split_joined(row: Row) -> tuple[Row, Row | None]:
    """Return a row without the columns of `deciding_join`, and the lease in them."""
    lease = {name: row.pop(f"lease_{name}") for name in _NAMES}
    return row, lease if lease["fence"] is not None else None


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


def last_ended(reader: Reader, after: str, cutoff: str, count: int) -> str | None:
    """Return when the last of the next `count` leases ended that ended after a moment; None when fewer are too old."""
    rows = reader.select_tuples(_LAST_ENDED, (after, cutoff, count - 1))
    return str(rows[0][0]) if rows else None


def delete_old(tx: Transaction, cutoff: str, after: str, last: str) -> int:
    """Delete the leases that `count_old` counts and that ended after a moment until `last`, and return how many."""
    return tx.execute(_DELETE_OLD, (cutoff, after, last))


def _update(tx: Transaction, lease: Row, changes: Row) -> None:
    key = {name: lease[name] for name in ("investigation_id", "fence")}
    tx.update(ExecutorLease, changes | renewed_checksums(ExecutorLease, lease, changes), key)
