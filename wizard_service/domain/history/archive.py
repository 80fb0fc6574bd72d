"""Archiving and restoring investigations (contract section 9).

An archived investigation can be read, shared, restored and deleted, but not changed.
"""

from typing import Any

import orjson

from ...errors import WizardError
from ...store import Backend, Transaction, history
from ..identity.caller import Caller, Outcome
from ..identity.principal import WRITE
from ..investigations import access, recorder
from ..investigations.commands import Change, run_command
from ..investigations.idempotency import write_once
from ..investigations.recorder import NewEvent
from ..investigations.state import Document, Row, state_json

MAX_ARCHIVED_AT_ONCE = 100


def archive_investigation(store: Backend, caller: Caller, investigation_id: str) -> Outcome:
    """Take the investigation out of the active lists; one that is archived already stays as it is."""
    return write_once(store, caller, lambda tx: _archive(tx, caller, investigation_id))


def restore_investigation(store: Backend, caller: Caller, investigation_id: str) -> Outcome:
    """Bring the investigation back into the active lists; one that is not archived stays as it is."""
    return write_once(store, caller, lambda tx: _restore(tx, caller, investigation_id))


def archive_investigations(store: Backend, caller: Caller, investigation_ids: list[str]) -> Outcome:
    """Archive the investigations that can be archived; the body reports the result for each id."""
    caller.principal.require(WRITE)
    ids = list(dict.fromkeys(investigation_ids))
    return write_once(store, caller, lambda tx: _archive_many(tx, caller, ids))


def _archive(tx: Transaction, caller: Caller, investigation_id: str) -> Outcome:
    def decide(_: Transaction, __: Row, before: Document) -> Change:
        event = NewEvent("investigation_archived", {"investigation_id": investigation_id})
        return Change(before | {"archived_at": tx.now}, [event], "ARCHIVED")

    row = access.get_owned(tx.database, caller.principal, investigation_id)
    if row["archived_at"]:
        return _unchanged(tx, row)
    return run_command(tx, caller, investigation_id, decide, lambda *_: row)


def _restore(tx: Transaction, caller: Caller, investigation_id: str) -> Outcome:
    def decide(_: Transaction, __: Row, before: Document) -> Change:
        event = NewEvent("investigation_restored", {"investigation_id": investigation_id})
        after = {name: value for name, value in before.items() if name != "archived_at"}
        return Change(after, [event], "RESTORED")

    row = access.get_owned(tx.database, caller.principal, investigation_id)
    if not row["archived_at"]:
        return _unchanged(tx, row)
    return run_command(tx, caller, investigation_id, decide, lambda *_: row)


def _unchanged(tx: Transaction, row: Row) -> Outcome:
    return recorder.outcome_of(tx, row, [], state_json(row))


def _archive_many(tx: Transaction, caller: Caller, investigation_ids: list[str]) -> Outcome:
    results = [_try_to_archive(tx, caller, investigation_id) for investigation_id in investigation_ids]
    archived = sum(result["archived"] for result in results)
    body = {"results": results, "archived": archived, "failed": len(results) - archived}
    return Outcome("", 0, "", orjson.dumps(body).decode())


def _try_to_archive(tx: Transaction, caller: Caller, investigation_id: str) -> dict[str, Any]:
    result: dict[str, Any] = {"investigation_id": investigation_id}
    try:
        outcome = _archive(tx, caller, investigation_id)
    except WizardError as error:
        return result | {"archived": False, "code": error.code, "detail": error.detail}
    state = history.find_row(tx, investigation_id) or {}
    return result | {"archived": True, "version": outcome.version, "archived_at": state.get("archived_at")}
