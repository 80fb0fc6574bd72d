"""Renewals: an executor keeps its lease, and learns whether to go on with its work (contract section 11)."""

from datetime import datetime, timedelta
from functools import partial

import orjson

from ...errors import Forbidden, NotFound
from ...process.cooperative import meet
from ...store import Backend, Row, Transaction
from ...store.repositories.executors import leases
from ...timestamps import timestamp
from ..identity.caller import Caller, Outcome
from ..investigations import access, recorder
from ..investigations.delta import NewEvent
from ..investigations.state import Document
from ..vocabulary import FINAL_STATUSES, IN_PROGRESS
from . import presence
from .fencing import expiry, lost, named_lease, renew
from .leases import record_events, unnamed, was_deleted_with

# How a lease ends when the executor is to stop: a renewal says so instead of failing.
STOPS = ("taken_over", "completed", "cancelled", "archived", "reset", "deleted")
# Renewals are many, small, and in no hurry. Those of a worker within this time share a commit on SQLite, and on
# PostgreSQL, where each has its own, the flush of its log.
MEETING_INTERVAL_S = 0.2
# The columns that decide whether work goes on; a renewal does not read the sections of the state.
_HEAD = ("investigation_id", "user_id", "status", "archived_at", "version", "incarnation")


def renew_lease(store: Backend, caller: Caller, investigation_id: str, grace_s: int) -> Outcome:
    """Renew the caller's lease. The body of the outcome is `{expires_at, proceed, reason?}`.

    grace_s: how long after its loss an executor gets its lease back, unless another one has taken it.
    Raises LeaseLost for a lease that was released or lost, LeaseHeld for a caller that names none while one lives.
    """
    meet(MEETING_INTERVAL_S)
    # A key is ignored: a stored answer would hide that the work is over, and storing it would be a second write.
    change = partial(_renew, caller, investigation_id, grace_s)
    return store.write(change, locks=[("investigation", investigation_id)], has_time_limit=True)


def _renew(caller: Caller, investigation_id: str, grace_s: int, tx: Transaction) -> Outcome:
    try:
        head, lease = access.get_changeable_with_lease(tx, caller, investigation_id, _HEAD)
    except (NotFound, Forbidden):
        lease = named_lease(tx, caller, investigation_id)
        if lease is None or not was_deleted_with(lease, caller):
            raise
        return _deleted(lease)
    if lease is None or lease["lease_id"] != caller.lease_id:
        raise unnamed(tx, caller, investigation_id)
    if was_deleted_with(lease, caller):
        return _deleted(lease)
    if lease["ended_at"] is None:
        return recorder.outcome_of(tx, head, [], _answer(renew(tx, lease), _pause(head)))
    if lease["end_reason"] == "lost" and _may_return(tx, lease, grace_s):
        return _return(tx, caller, head, lease)
    if lease["end_reason"] not in STOPS:
        raise lost(lease)
    return recorder.outcome_of(tx, head, [], _answer(lease["expires_at"], lease["end_reason"]))


def _deleted(lease: Row) -> Outcome:
    """Return the outcome of a renewal after the investigation was deleted; there may be another one of its id."""
    return Outcome(lease["investigation_id"], 0, "", _answer(lease["expires_at"], "deleted").decode())


def _may_return(tx: Transaction, lease: Row, grace_s: int) -> bool:
    newest = leases.find_newest(tx, lease["investigation_id"])
    until = timestamp(datetime.fromisoformat(lease["ended_at"]) + timedelta(seconds=grace_s))
    return newest is not None and newest["fence"] == lease["fence"] and tx.now < until


def _return(tx: Transaction, caller: Caller, head: Row, lease: Row) -> Outcome:
    """Give a lost executor its lease back, unless the work has ended meanwhile."""
    if head["archived_at"] or head["status"] in FINAL_STATUSES:
        reason = "archived" if head["archived_at"] else _pause(head)
        return recorder.outcome_of(tx, head, [], _answer(lease["expires_at"], reason))
    row = access.get_editable(tx, caller.principal, lease["investigation_id"])
    expires_at = expiry(tx, lease["ttl_s"])
    leases.revive(tx, lease, expires_at)
    event = NewEvent("executor_attached", presence.attached(lease))
    return record_events(tx, caller.without_quotas(), row, [event], _answer(expires_at, _pause(head)))


def _answer(expires_at: str, reason: str | None) -> bytes:
    answer: Document = {"expires_at": expires_at, "proceed": reason is None}
    return orjson.dumps(answer if reason is None else answer | {"reason": reason})


def _pause(head: Row) -> str | None:
    """Return why an executor that holds the lease is not to go on, None when it is."""
    return None if head["status"] == IN_PROGRESS else str(head["status"]).lower()
