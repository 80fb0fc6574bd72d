"""The first outcome of a request under its key is stored with the write and replayed (contract section 3)."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial

import orjson

from ...errors import Forbidden, IdempotencyMismatch, InvalidTransition, NotFound
from ...store import Backend, Reader, Transaction
from ...store.backend import LockKey
from ...store.repositories import idempotency, usage
from ...store.repositories.usage import Amount
from ...timestamps import timestamp
from ..identity.caller import Caller, IdempotencyKey, Outcome
from ..quotas.charging import charge
from .access import require_edit_access

Mutation = Callable[[Transaction], Outcome]

# After this time a key may be used for another request; retention deletes the rows.
RETENTION = timedelta(hours=24)


def write_once(store: Backend, caller: Caller, mutation: Mutation, *, locks: Sequence[LockKey] = ()) -> Outcome:
    """Run `mutation` in a transaction unless the caller's key was used before; then return that outcome.

    locks: the resources that nothing else may change while the mutation runs. The key is locked as well, so that the
    second of two requests under one key finds the outcome of the first.
    Raises NotFound or Forbidden when the caller has lost its access since the first request, whose outcome has a body.
    """
    key = caller.idempotency
    if key is None:
        return store.write(mutation, locks=locks)
    locks = [*locks, ("idempotency", caller.user_id, key.key)]
    return store.write(partial(_mutate_once, caller, mutation), locks=locks)


def earlier_outcome(store: Backend, caller: Caller) -> Outcome | None:
    """Return the outcome of this request if it was carried out before, else None.

    Changes that check the current state before they write need it: the first request may have changed that state.
    Raises like `write_once`.
    """
    return _stored_outcome(store, caller, store.clock())


def check_unless_answered(store: Backend, make_caller: Callable[[], Caller], check: Callable[[], None]) -> None:
    """Run a check of rights. It may fail when the request was answered before: its investigation may be gone since.

    make_caller: returns the caller with its key; called only when the check fails.
    """
    try:
        check()
    except (NotFound, Forbidden, InvalidTransition):
        if earlier_outcome(store, make_caller()) is None:
            raise


def _mutate_once(caller: Caller, mutation: Mutation, tx: Transaction) -> Outcome:
    outcome = _stored_outcome(tx, caller, datetime.fromisoformat(tx.now))
    if outcome is not None:
        return outcome
    outcome = mutation(tx)
    if caller.idempotency is not None:
        _keep_outcome(tx, caller, caller.idempotency, outcome)
    return outcome


def _keep_outcome(tx: Transaction, caller: Caller, key: IdempotencyKey, outcome: Outcome) -> None:
    text = orjson.dumps(asdict(outcome)).decode()
    idempotency.delete_outcome(tx, caller.user_id, key.key)
    idempotency.insert_outcome(tx, caller.user_id, key.key, key.request_sha256, text)
    # An executor keeps outcomes of other users' investigations, so its own quota must not stop it.
    payer = caller.without_quotas() if caller.principal.sees_all else caller
    charge(tx, payer, caller.user_id, Amount(stored_bytes=usage.row_bytes({"outcome": text}, usage.OUTCOMES)))


def _stored_outcome(reader: Reader, caller: Caller, now: datetime) -> Outcome | None:
    key = caller.idempotency
    if key is None:
        return None
    row = idempotency.find_outcome(reader, caller.user_id, key.key, timestamp(now - RETENTION))
    if row is None:
        return None
    if row["request_sha256"] != key.request_sha256:
        raise IdempotencyMismatch("This Idempotency-Key was used for another request.")
    members = orjson.loads(row["outcome"])
    if members["body"]:
        require_edit_access(reader, caller.principal, members["investigation_id"])
    return Outcome(**members | {"event_ids": tuple(members["event_ids"])})
