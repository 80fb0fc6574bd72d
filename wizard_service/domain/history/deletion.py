"""Deletes investigations: state, events and shares are deleted, the audit trail stays."""

import logging
from functools import partial

from ...errors import StorageError, StorageUnavailable, VersionConflict
from ...store import Backend, Transaction
from ...store.repositories import states, usage
from ...store.repositories.deletion import leftover_events
from ...store.repositories.usage import Amount
from ..audit.entries import append_entry
from ..events import leftovers
from ..executors.ending import end_with_investigation
from ..identity.caller import Caller, Outcome
from ..investigations import access, recorder
from ..investigations.delta import Delta, NewEvent
from ..investigations.preconditions import Precondition, compare_and_swap
from ..investigations.state import Row, deleted_document_of
from ..quotas.charging import charge

_log = logging.getLogger(__name__)


def delete(store: Backend, caller: Caller, investigation_id: str, precondition: Precondition) -> Outcome:
    """Delete state, events and shares, and keep the audit trail. Raises Forbidden unless called by owner or admin."""
    caller = caller.without_quotas()
    find = partial(access.get_owned, store, caller.principal, investigation_id)
    outcome = compare_and_swap(
        store, caller, precondition, find, lambda row: partial(record_deleted, caller=caller, row=row)
    )
    finish(store, investigation_id)
    return outcome


def record_deleted(tx: Transaction, caller: Caller, row: Row, deletions: int = 1) -> Outcome:
    """Delete the state in `row` with its shares and its newest events; `finish` deletes the other events.

    The audit trail keeps the whole deleted state. deletions: how many deletions share the transaction.
    Raises VersionConflict.
    """
    investigation_id, owner = row["investigation_id"], row["user_id"]
    if not states.delete(tx, row):
        raise VersionConflict("The state has changed meanwhile.")
    end_with_investigation(tx, investigation_id)
    caller = caller.without_quotas()
    # Deleting events locks the usage row of the owner, and rows are locked in the order of their owners.
    charge(tx, caller, owner, Amount())
    leftovers.delete_newest(tx, investigation_id, owner, deletions)
    deleted = row | {"version": row["version"] + 1}
    delta = Delta(deleted_document_of(row), {})
    entry = append_entry(tx, caller, deleted, ["STATE_DELETED"], previous=delta.bare_before, changes=delta.forward)
    stored_bytes = usage.row_bytes(entry, usage.ENTRIES) - usage.row_bytes(row, usage.STATES)
    event = NewEvent("investigation_deleted", {"investigation_id": investigation_id})
    stored = recorder.append(tx, caller, deleted, [event], Amount(-1, stored_bytes))
    leftover_events.record_unfinished(tx, investigation_id, owner, stored[0].offset)
    return recorder.outcome_of(tx, deleted, stored, b"")


def finish(store: Backend, investigation_id: str) -> None:
    """Delete the events that the transaction of the deletion has left; it is durable, so no error is raised."""
    try:
        leftovers.finish_deletion(store, investigation_id)
    except (StorageError, StorageUnavailable) as error:
        _log.warning(
            "The next purge deletes the remaining events of the deleted investigation %s: %s", investigation_id, error
        )
