"""Leases: an executor takes one, renews it while it works, and releases it (contract section 11).

A lease has ended once it was released, was lost or taken over, or once its investigation ended, was archived, reset or
deleted. A renewal writes two columns of one row: it makes no version, no event and no audit entry.
"""

import uuid
from dataclasses import dataclass
from functools import partial

import orjson

from ...errors import LeaseLost, NotFound, WizardError
from ...store import Backend, Reader, Row, Transaction
from ...store.repositories import states
from ...store.repositories.executors import leases
from ..identity.caller import Caller, Outcome
from ..identity.principal import RUN, WRITE, Principal
from ..investigations import access, recorder
from ..investigations.delta import NewEvent
from ..investigations.idempotency import write_once
from ..investigations.recorder import Change
from ..investigations.state import document_of
from ..investigations.transitions import check_reportable
from ..vocabulary import IN_PROGRESS
from . import presence
from .fencing import expiry, held_by, lives, lost, named_lease

# How long a lease lasts after each renewal. The executor chooses.
MIN_TTL_S, DEFAULT_TTL_S, MAX_TTL_S = 5, 45, 600
_SHOWN = ("executor", "fence", "taken_at", "last_seen_at", "expires_at", "ended_at", "end_reason")


@dataclass(frozen=True)
class Claim:
    """The wish of an executor to take the lease. takeover: from its own former run, which may still hold it."""

    executor: str
    ttl_s: int
    takeover: bool = False


def read(store: Backend, principal: Principal, investigation_id: str) -> Row:
    """Return the newest lease without its id. Raises NotFound when the investigation never had one."""
    access.get_readable(store, principal, investigation_id, ("user_id",))
    lease = leases.find_newest(store, investigation_id)
    if lease is None or lease["end_reason"] == "deleted":
        raise NotFound(f"No executor has taken a lease of {investigation_id}.")
    return {name: lease[name] for name in _SHOWN}


def may_hold(reader: Reader, principal: Principal, investigation_id: str, **_: str) -> None:
    """Require the right to edit. Of a deleted investigation, the change finds out whether the lease is the caller's.

    Raises NotFound and Forbidden.
    """
    principal.require_on(investigation_id, WRITE, RUN)
    if states.exists(reader, investigation_id) or leases.find_newest(reader, investigation_id) is None:
        access.get_changeable(reader, principal, investigation_id, ("user_id",))


def take(store: Backend, caller: Caller, investigation_id: str, claim: Claim) -> Outcome:
    """Take the lease. The body of the outcome is `{lease_id, executor, fence, expires_at}`.

    Raises LeaseHeld while another lease lives, and InvalidTransition when the investigation has ended or is archived.
    """
    change = partial(_take, caller, investigation_id, claim)
    return write_once(store, caller, change, locks=[("investigation", investigation_id)])


def release(store: Backend, caller: Caller, investigation_id: str) -> Outcome:
    """Release the caller's lease; a lease that was released or ended with the work stays as it is. Raises as renewal.

    The outcome has no body.
    """
    change = partial(_release, caller.without_quotas(), investigation_id)
    return write_once(store, caller, change, locks=[("investigation", investigation_id)])


def _take(caller: Caller, investigation_id: str, claim: Claim, tx: Transaction) -> Outcome:
    row = access.get_editable(tx, caller.principal, investigation_id)
    check_reportable(row)
    former = leases.find_newest(tx, investigation_id)
    events = _end_former(tx, former, row["status"], claim)
    lease = _new_lease(tx, caller, investigation_id, claim, fence=former["fence"] + 1 if former else 1)
    leases.insert(tx, lease)
    events.append(NewEvent("executor_attached", presence.attached(lease, takeover=lives(former, tx.now))))
    shown = {name: lease[name] for name in ("lease_id", "executor", "fence", "expires_at")}
    return record_events(tx, caller, row, events, orjson.dumps(shown))


def end_expired(tx: Transaction, lease: Row, status: str) -> NewEvent:
    """End a lease that has run out, and return its event: a loss while the investigation is in progress."""
    end_reason = "lost" if status == IN_PROGRESS else "released"
    leases.end(tx, lease, end_reason)
    return NewEvent(f"executor_{end_reason}", presence.gone(lease))


def _end_former(tx: Transaction, former: Row | None, status: str, claim: Claim) -> list[NewEvent]:
    """End the lease that a new one follows; return the event of its end when it has expired unnoticed."""
    if former is None or former["ended_at"] is not None:
        return []
    if not lives(former, tx.now):
        return [end_expired(tx, former, status)]
    if not claim.takeover or former["executor"] != claim.executor:
        raise held_by(former)
    leases.end(tx, former, "taken_over")
    return []


def _new_lease(tx: Transaction, caller: Caller, investigation_id: str, claim: Claim, *, fence: int) -> Row:
    return {
        "investigation_id": investigation_id,
        "fence": fence,
        "lease_id": str(uuid.uuid4()),
        "executor": claim.executor,
        "user_id": caller.user_id,
        "ttl_s": claim.ttl_s,
        "taken_at": tx.now,
        "last_seen_at": tx.now,
        "expires_at": expiry(tx, claim.ttl_s),
        "ended_at": None,
        "end_reason": None,
    }


def _release(caller: Caller, investigation_id: str, tx: Transaction) -> Outcome:
    lease = named_lease(tx, caller, investigation_id)
    if lease is not None and was_deleted_with(lease, caller):
        return Outcome(investigation_id, 0, "", "")
    row = access.get_changeable(tx, caller.principal, investigation_id, access.COLUMNS)
    if lease is None:
        raise unnamed(tx, caller, investigation_id)
    if lease["end_reason"] in ("lost", "taken_over"):
        raise lost(lease)
    if lease["ended_at"] is not None:
        return recorder.outcome_of(tx, row, [], b"")
    leases.end(tx, lease, "released")
    return record_events(tx, caller, row, [NewEvent("executor_released", presence.gone(lease))], b"")


def record_events(tx: Transaction, caller: Caller, row: Row, events: list[NewEvent], body: bytes) -> Outcome:
    """Fold events about the lease into the state in `row` and record them. The last event names the audit entry."""
    before = after = document_of(row)
    for event in events:
        after = presence.with_event(after, event.event_type, event.data, tx.now)
    action_type = events[-1].event_type.upper()
    written, stored = recorder.record_changed(tx, caller, row, before, Change(after, events, action_type=action_type))
    return recorder.outcome_of(tx, written, stored, body)


def was_deleted_with(lease: Row, caller: Caller) -> bool:
    """Return whether a lease of the caller ended because its investigation was deleted."""
    # Another caller must not learn that there was an investigation.
    return lease["end_reason"] == "deleted" and lease["user_id"] == caller.user_id


def unnamed(tx: Transaction, caller: Caller, investigation_id: str) -> WizardError:
    """Return the error for a caller that names no lease of the investigation."""
    newest = leases.find_newest(tx, investigation_id)
    if newest is not None and lives(newest, tx.now):
        return held_by(newest)
    return LeaseLost("There is no such lease." if caller.lease_id else "Name the lease in the header Wizard-Lease.")
