"""Archiving and restoring investigations (contract section 9).

An archived investigation can be read, shared, restored and deleted, but not changed.
"""

from functools import partial
from typing import Any

import orjson

from ...errors import WizardError
from ...store import Backend, Transaction
from ...store.backend import LockKey
from ...store.repositories import history, states
from ..identity.caller import Caller, Outcome
from ..identity.principal import WRITE
from ..investigations import access, recorder
from ..investigations.commands import apply_change
from ..investigations.delta import NewEvent
from ..investigations.idempotency import earlier_outcome, write_once
from ..investigations.recorder import Change
from ..investigations.state import Document, Row, state_json

MAX_ARCHIVED_AT_ONCE = 100
# An investigation of 500 KB takes some 15 ms.
ARCHIVED_PER_TRANSACTION = 5
ArchiveResult = dict[str, Any]


def archive_investigation(store: Backend, caller: Caller, investigation_id: str) -> Outcome:
    """Remove the investigation from the active lists. An archived investigation does not change."""
    caller = caller.without_quotas()
    mutation = partial(_archive, caller, investigation_id)
    return write_once(store, caller, mutation, locks=[("investigation", investigation_id)])


def restore_investigation(store: Backend, caller: Caller, investigation_id: str) -> Outcome:
    """Return the investigation to the active lists. An investigation that is not archived does not change."""
    mutation = partial(_restore, caller, investigation_id)
    return write_once(store, caller, mutation, locks=[("investigation", investigation_id)])


def archive_investigations(store: Backend, caller: Caller, investigation_ids: list[str]) -> Outcome:
    """Archive as many of the investigations as possible; the body of the outcome reports the result for each id.

    Many investigations take several transactions. A request that is repeated after a crash finds the first ones
    archived.
    """
    caller.principal.require(WRITE)
    caller = caller.without_quotas()
    earlier = earlier_outcome(store, caller)
    if earlier is not None:
        return earlier
    ids = list(dict.fromkeys(investigation_ids))
    last = (len(ids) - 1) // ARCHIVED_PER_TRANSACTION * ARCHIVED_PER_TRANSACTION
    results: list[ArchiveResult] = []
    for first in range(0, last, ARCHIVED_PER_TRANSACTION):
        some = ids[first : first + ARCHIVED_PER_TRANSACTION]
        results += store.write(partial(_archive_some, caller, some), locks=_locks_of(some), is_limited=True)
    return write_once(store, caller, partial(_archive_last, caller, ids[last:], results), locks=_locks_of(ids[last:]))


def _locks_of(investigation_ids: list[str]) -> list[LockKey]:
    return [("investigation", investigation_id) for investigation_id in investigation_ids]


def _archive(caller: Caller, investigation_id: str, tx: Transaction) -> Outcome:
    row = access.get_owned(tx, caller.principal, investigation_id)
    if row["archived_at"]:
        return _unchanged(tx, row)
    return apply_change(tx, caller, row, _decide_archived)


def _restore(caller: Caller, investigation_id: str, tx: Transaction) -> Outcome:
    row = access.get_owned(tx, caller.principal, investigation_id)
    if not row["archived_at"]:
        return _unchanged(tx, row)
    return apply_change(tx, caller, row, _decide_restored)


def _decide_archived(tx: Transaction, row: Row, before: Document) -> Change:
    event = NewEvent("investigation_archived", {"investigation_id": row["investigation_id"]})
    return Change(before | {"archived_at": tx.now}, [event], action_type="ARCHIVED")


def _decide_restored(_: Transaction, row: Row, before: Document) -> Change:
    event = NewEvent("investigation_restored", {"investigation_id": row["investigation_id"]})
    after = {name: value for name, value in before.items() if name != "archived_at"}
    return Change(after, [event], action_type="RESTORED")


def _unchanged(tx: Transaction, row: Row) -> Outcome:
    return recorder.outcome_of(tx, row, [], state_json(row))


def _archive_some(caller: Caller, investigation_ids: list[str], tx: Transaction) -> list[ArchiveResult]:
    # Usage rows are locked in the order of their owners.
    owners = {investigation_id: states.owner(tx, investigation_id) for investigation_id in investigation_ids}
    ordered = sorted(investigation_ids, key=lambda investigation_id: owners[investigation_id])
    results = {investigation_id: _try_to_archive(caller, investigation_id, tx) for investigation_id in ordered}
    return [results[investigation_id] for investigation_id in investigation_ids]


def _archive_last(
    caller: Caller, investigation_ids: list[str], earlier: list[ArchiveResult], tx: Transaction
) -> Outcome:
    results = [*earlier, *_archive_some(caller, investigation_ids, tx)]
    archived = sum(result["archived"] for result in results)
    body = {"results": results, "archived": archived, "failed": len(results) - archived}
    return Outcome("", 0, "", orjson.dumps(body).decode())


def _try_to_archive(caller: Caller, investigation_id: str, tx: Transaction) -> ArchiveResult:
    result: ArchiveResult = {"investigation_id": investigation_id}
    try:
        outcome = _archive(caller, investigation_id, tx)
    except WizardError as error:
        return result | {"archived": False, "code": error.code, "detail": error.detail}
    state = history.find_row(tx, investigation_id) or {}
    return result | {"archived": True, "version": outcome.version, "archived_at": state.get("archived_at")}
