"""Archiving and restoring investigations (contract section 9).

An archived investigation can be read, shared, restored and deleted, but not changed.
"""

from functools import partial

from ...store import Backend, Transaction
from ..identity.caller import Caller, Outcome
from ..investigations import access, recorder
from ..investigations.commands import apply_change
from ..investigations.delta import NewEvent
from ..investigations.idempotency import write_once
from ..investigations.recorder import Change
from ..investigations.state import Document, Row, state_json


def archive_investigation(store: Backend, caller: Caller, investigation_id: str) -> Outcome:
    """Remove the investigation from the active lists. An archived investigation does not change."""
    caller = caller.without_quotas()
    mutation = partial(_archive, caller, investigation_id)
    return write_once(store, caller, mutation, locks=[("investigation", investigation_id)])


def restore_investigation(store: Backend, caller: Caller, investigation_id: str) -> Outcome:
    """Return the investigation to the active lists. An investigation that is not archived does not change."""
    mutation = partial(_restore, caller, investigation_id)
    return write_once(store, caller, mutation, locks=[("investigation", investigation_id)])


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
