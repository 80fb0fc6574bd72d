"""History of one investigation: what it shows, archiving and restoring (contract section 9).

An archived investigation is left as it is: it can be read, shared, restored and deleted, but not changed.
"""

from typing import Any

import orjson

from ...errors import NotFound, WizardError
from ...store import Backend, Transaction
from ..identity.caller import Caller, Outcome
from ..identity.principal import READ, WRITE, Principal
from ..investigations import access, recorder
from ..investigations.commands import apply_change
from ..investigations.delta import NewEvent
from ..investigations.idempotency import write_once
from ..investigations.navigation import actions
from ..investigations.recorder import Change
from ..investigations.state import Document, Row, state_json
from .listing import history_row, item_of

MAX_ARCHIVED_AT_ONCE = 100


def entry(store: Backend, principal: Principal, investigation_id: str) -> dict[str, Any]:
    """Return the item of a list with `actions`: what can be done with the investigation now.

    Raises NotFound unless it is the caller's own or the caller is an admin.
    """
    principal.require(READ)
    row = history_row(store.reader, investigation_id)
    if row is None or not (row["user_id"] == principal.user_id or principal.is_admin):
        raise NotFound(f"There is no investigation {investigation_id}.")
    item = item_of(row)
    return item | {"actions": actions(item | {"user_id": row["user_id"], "role": None}, principal, is_stale=True)}


def archive(store: Backend, caller: Caller, investigation_id: str) -> Outcome:
    """Take the investigation out of the active lists; one that is archived stays as it is."""
    return write_once(store, caller, lambda tx: _archive(tx, caller, investigation_id))


def restore(store: Backend, caller: Caller, investigation_id: str) -> Outcome:
    """Bring the investigation back into the active lists; one that is not archived stays as it is."""
    return write_once(store, caller, lambda tx: _restore(tx, caller, investigation_id))


def archive_all(store: Backend, caller: Caller, investigation_ids: list[str]) -> Outcome:
    """Archive each of the investigations that can be; the body says per id what became of it."""
    caller.principal.require(WRITE)
    ids = list(dict.fromkeys(investigation_ids))
    return write_once(store, caller, lambda tx: _archive_all(tx, caller, ids))


def _archive(tx: Transaction, caller: Caller, investigation_id: str) -> Outcome:
    def decide(_: Transaction, __: Row, before: Document) -> Change:
        told = NewEvent("investigation_archived", {"investigation_id": investigation_id})
        return Change(before | {"archived_at": tx.now}, [told], action_type="ARCHIVED")

    row = access.get_owned(tx, caller.principal, investigation_id, columns=access.CHANGE_COLUMNS)
    if row["archived_at"]:
        return _as_it_is(tx, row)
    return apply_change(tx, caller, row, decide)


def _restore(tx: Transaction, caller: Caller, investigation_id: str) -> Outcome:
    def decide(_: Transaction, __: Row, before: Document) -> Change:
        told = NewEvent("investigation_restored", {"investigation_id": investigation_id})
        after = {name: value for name, value in before.items() if name != "archived_at"}
        return Change(after, [told], action_type="RESTORED")

    row = access.get_owned(tx, caller.principal, investigation_id, columns=access.CHANGE_COLUMNS)
    if not row["archived_at"]:
        return _as_it_is(tx, row)
    return apply_change(tx, caller, row, decide)


def _as_it_is(tx: Transaction, row: Row) -> Outcome:
    return recorder.outcome_of(tx, row, [], state_json(row))


def _archive_all(tx: Transaction, caller: Caller, investigation_ids: list[str]) -> Outcome:
    results = [_archived_or_why_not(tx, caller, investigation_id) for investigation_id in investigation_ids]
    archived = sum(each["archived"] for each in results)
    body = {"results": results, "archived": archived, "failed": len(results) - archived}
    return Outcome("", 0, "", orjson.dumps(body).decode())


def _archived_or_why_not(tx: Transaction, caller: Caller, investigation_id: str) -> dict[str, Any]:
    told: dict[str, Any] = {"investigation_id": investigation_id}
    try:
        outcome = _archive(tx, caller, investigation_id)
    except WizardError as error:
        return told | {"archived": False, "code": error.code, "detail": error.detail}
    state = history_row(tx.database, investigation_id) or {}
    return told | {"archived": True, "version": outcome.version, "archived_at": state.get("archived_at")}
