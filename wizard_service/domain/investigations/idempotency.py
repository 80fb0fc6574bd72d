"""The first outcome of a request under its key is stored with the write and given again (contract section 3)."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import orjson
from peewee import SqliteDatabase

from ...errors import IdempotencyMismatch
from ...store import Backend, Transaction
from ...store.models import IdempotencyKey as StoredKey
from ...timestamps import timestamp
from ..identity.caller import Caller, IdempotencyKey, Outcome
from .access import require_edit_access

Mutation = Callable[[Transaction], Outcome]

# After this a key may name another request; retention takes the rows away.
KEPT = timedelta(hours=24)


def write_once(store: Backend, caller: Caller, change: Mutation) -> Outcome:
    """Run `change` in a transaction unless the caller's key was used before; then return the outcome it had.

    Raises NotFound or Forbidden when the caller has lost the right to what it changed then.
    """
    return store.write(lambda tx: _change_once(tx, caller, change))


def earlier_outcome(store: Backend, caller: Caller) -> Outcome | None:
    """Return what this request answered before, if it did.

    For changes that check something against the current state before they write: the state has moved on by then.
    Raises like `write_once`.
    """
    return _stored_outcome(store.reader, caller, store.clock())


def _change_once(tx: Transaction, caller: Caller, change: Mutation) -> Outcome:
    stored = _stored_outcome(tx.database, caller, datetime.fromisoformat(tx.now))
    if stored is not None:
        return stored
    outcome, key = change(tx), caller.idempotency
    if key is not None:
        tx.delete(StoredKey, {"user_id": caller.user_id, "key": key.key})
        tx.insert(StoredKey, [_row(tx, caller, key, outcome)])
    return outcome


def _row(tx: Transaction, caller: Caller, key: IdempotencyKey, outcome: Outcome) -> dict[str, Any]:
    return {
        "user_id": caller.user_id,
        "key": key.key,
        "request_sha256": key.request_sha256,
        "outcome": orjson.dumps(asdict(outcome)).decode(),
        "created_at": tx.now,
    }


def _stored_outcome(database: SqliteDatabase, caller: Caller, now: datetime) -> Outcome | None:
    key = caller.idempotency
    if key is None:
        return None
    query = StoredKey.select(StoredKey.request_sha256, StoredKey.outcome).where(
        StoredKey.user_id == caller.user_id, StoredKey.key == key.key, StoredKey.created_at > timestamp(now - KEPT)
    )
    row = next(iter(query.dicts().execute(database)), None)
    if row is None:
        return None
    if row["request_sha256"] != key.request_sha256:
        raise IdempotencyMismatch("This Idempotency-Key was used for another request.")
    members = orjson.loads(row["outcome"])
    require_edit_access(database, caller.principal, members["investigation_id"])
    return Outcome(**members | {"event_ids": tuple(members["event_ids"])})
