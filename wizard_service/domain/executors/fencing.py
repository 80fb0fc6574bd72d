"""Fencing: while the lease of an investigation lives, only its holder reports and writes progress and results.

The check runs in the transaction of the write, so that no write of an executor follows the one that replaced it.
"""

from datetime import datetime, timedelta

from ...errors import LeaseHeld, LeaseLost
from ...store import Reader, Row, Transaction
from ...store.repositories.executors import leases
from ...timestamps import timestamp
from ..identity.caller import Caller
from ..investigations.state import Document, differs


def lives(lease: Row | None, now: str) -> bool:
    """Return whether a lease keeps other executors away."""
    return lease is not None and lease["ended_at"] is None and lease["expires_at"] > now


def expiry(tx: Transaction, ttl_s: int) -> str:
    """Return when a lease expires that is taken or renewed now."""
    return timestamp(datetime.fromisoformat(tx.now) + timedelta(seconds=ttl_s))


def renew(tx: Transaction, lease: Row) -> str:
    """Renew a lease that has not ended, and return when it expires."""
    expires_at = expiry(tx, lease["ttl_s"])
    leases.renew(tx, lease, expires_at)
    return expires_at


def concerns_lease(caller: Caller, before: Document, after: Document) -> bool:
    """Return whether a write needs the lease: it changes progress or results, or its caller names a lease."""
    return caller.lease_id is not None or differs(before, after, "progress") or differs(before, after, "results")


def find_and_renew(tx: Transaction, caller: Caller, investigation_id: str) -> None:
    """Find the lease that decides, and renew it like `check_and_renew`."""
    check_and_renew(tx, caller, leases.find_deciding(tx, investigation_id, caller.lease_id))


def check_and_renew(tx: Transaction, caller: Caller, lease: Row | None) -> None:
    """Renew the caller's lease on an investigation. A caller that names no lease passes while none lives.

    lease: the one that the caller names, else the newest one, None when there was never one. The change must hold the
    lock of the investigation.
    Raises LeaseLost for a lease that has ended, LeaseHeld for a caller that does not hold the living one.
    """
    if lease is not None and lease["lease_id"] == caller.lease_id:
        if lease["ended_at"] is not None:
            raise lost(lease)
        renew(tx, lease)
    elif lease is not None and lives(lease, tx.now):
        raise held_by(lease)
    elif caller.lease_id is not None:
        raise LeaseLost("There is no such lease.")


def named_lease(reader: Reader, caller: Caller, investigation_id: str) -> Row | None:
    """Return the lease that the caller names, living or ended; None when it names none or an unknown one."""
    return None if caller.lease_id is None else leases.find(reader, investigation_id, caller.lease_id)


def held_by(lease: Row) -> LeaseHeld:
    """Return the error for a caller that does not hold the living lease."""
    detail = f"{lease['executor']} holds the lease until {lease['expires_at']}."
    return LeaseHeld(detail, executor=lease["executor"], expires_at=lease["expires_at"])


def lost(lease: Row) -> LeaseLost:
    """Return the error for a caller whose lease has ended."""
    reason = lease["end_reason"].replace("_", " ")
    return LeaseLost(f"The lease with fence {lease['fence']} has ended: {reason}.", reason=lease["end_reason"])
