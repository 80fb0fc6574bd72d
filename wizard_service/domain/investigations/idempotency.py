"""Idempotency keys: a change stores its outcome, and a repeated request gets that outcome (contract section 3)."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial

import orjson

from ...errors import Forbidden, IdempotencyMismatch, InvalidTransition, NotFound
from ...store import Backend, Reader, Row, Transaction
from ...store.backend import LockKey
from ...store.repositories import idempotency, usage
from ...store.repositories.usage import Amount
from ...timestamps import timestamp
from ..identity.caller import Caller, IdempotencyKey, Outcome
from ..quotas.charging import charge
from ..retention.clock_guard import not_before_last_check
from .access import require_edit_access

Mutation = Callable[[Transaction], Outcome]

# A key may be reused for another request after this time. The same request is not carried out again while its outcome
# is stored, because after a jump of the clock the outcome of a recent request looks old.
RETENTION = timedelta(hours=24)


def write_once(store: Backend, caller: Caller, mutation: Mutation, *, locks: Sequence[LockKey] = ()) -> Outcome:
    """Run `mutation` in a transaction, or return the stored outcome when the caller's key was used before.

    locks: resources that no other transaction may change while the mutation runs. The key is locked as well, so that
    the second of two concurrent requests with the same key finds the outcome of the first.
    Raises NotFound or Forbidden when the caller has lost access since the first request and the outcome has a body,
    and TooLarge when the mutation works in its transaction for too long.
    """
    key = caller.idempotency
    if key is None:
        return store.write(mutation, locks=locks, has_time_limit=True)
    locks = [*locks, ("idempotency", caller.user_id, key.key)]
    return store.write(partial(_mutate_once, caller, mutation), locks=locks, has_time_limit=True)


def earlier_outcome(store: Backend, caller: Caller) -> Outcome | None:
    """Return the stored outcome when this request was carried out before, else None.

    A change that checks the current state before it writes calls this first, because the earlier request may have
    changed that state. Raises like `write_once`.
    """
    return _replay(store, caller, _find(store, caller), store.clock())


def check_unless_repeated(store: Backend, make_caller: Callable[[], Caller], check: Callable[[], None]) -> None:
    """Run a check of rights, and ignore its failure when this request was carried out before.

    The investigation may have been deleted since, so the check would fail a request that must be replayed.
    make_caller: returns the caller with its key; called only when the check fails.
    """
    try:
        check()
    except (NotFound, Forbidden, InvalidTransition):
        if earlier_outcome(store, make_caller()) is None:
            raise


def _mutate_once(caller: Caller, mutation: Mutation, tx: Transaction) -> Outcome:
    row = _find(tx, caller)
    outcome = _replay(tx, caller, row, datetime.fromisoformat(tx.now))
    if outcome is not None:
        return outcome
    if row is not None:
        idempotency.delete_outcome(tx, caller.user_id, row["key"])
    outcome = mutation(tx)
    if caller.idempotency is not None:
        _keep_outcome(tx, caller, caller.idempotency, outcome)
    return outcome


def _keep_outcome(tx: Transaction, caller: Caller, key: IdempotencyKey, outcome: Outcome) -> None:
    text = orjson.dumps(asdict(outcome)).decode()
    members = {"key": key.key, "request_sha256": key.request_sha256, "outcome": text}
    created_at = not_before_last_check(tx, tx.now)
    idempotency.insert_outcome(tx, {"user_id": caller.user_id, "created_at": created_at} | members)
    # The outcomes of an executor concern other users' investigations, so its own quota must not refuse them.
    payer = caller.without_quotas() if caller.principal.sees_all else caller
    charge(tx, payer, caller.user_id, Amount(stored_bytes=usage.row_bytes({"outcome": text}, usage.OUTCOMES)))


def _find(reader: Reader, caller: Caller) -> Row | None:
    key = caller.idempotency
    return None if key is None else idempotency.find_outcome(reader, caller.user_id, key.key)


def _replay(reader: Reader, caller: Caller, row: Row | None, now: datetime) -> Outcome | None:
    """Return the outcome in the row of the caller's key, None when the request is to be carried out."""
    key = caller.idempotency
    if key is None or row is None:
        return None
    if row["request_sha256"] != key.request_sha256:
        if row["created_at"] <= timestamp(now - RETENTION):
            return None
        raise IdempotencyMismatch("This Idempotency-Key was used for another request.")
    members = orjson.loads(row["outcome"])
    # An outcome without a body, such as that of a deletion, discloses nothing.
    if members["body"]:
        require_edit_access(reader, caller.principal, members["investigation_id"])
    return Outcome(**members | {"event_ids": tuple(members["event_ids"])})
