"""Deletes investigations: state, events and shares are deleted, the audit trail stays."""

import logging
from functools import partial

from ...errors import StorageError, StorageUnavailable, VersionConflict
from ...store import Backend, Transaction
from ...store.repositories import events, states, usage
from ...store.repositories.usage import Amount
from ..audit.entries import append_entry
from ..identity.caller import Caller, Outcome
from ..investigations import access, recorder
from ..investigations.delta import Delta, NewEvent
from ..investigations.preconditions import Precondition, compare_and_swap
from ..investigations.state import Row, document_of

_log = logging.getLogger(__name__)

# One transaction deletes at most this many events and bytes, which takes some 25 ms of processor time. An investigation
# may have several 100,000 events, and one event may have 256 KB.
EVENTS_PER_TRANSACTION, BYTES_PER_TRANSACTION = 2000, 8_000_000


def delete(store: Backend, caller: Caller, investigation_id: str, precondition: Precondition) -> Outcome:
    """Delete state, events and shares, and keep the audit trail. Raises Forbidden unless called by owner or admin."""
    caller = caller.without_quotas()
    find = partial(access.get_owned, store, caller.principal, investigation_id)
    outcome = compare_and_swap(
        store, caller, precondition, find, lambda row: partial(record_deleted, caller=caller, row=row)
    )
    delete_more_events(store, investigation_id, outcome.event_ids[-1])
    return outcome


def record_deleted(tx: Transaction, caller: Caller, row: Row) -> Outcome:
    """Delete the state in `row` with its shares and its newest events; `delete_more_events` deletes the other events.

    The audit trail keeps the whole deleted state. Raises VersionConflict.
    """
    investigation_id = row["investigation_id"]
    if not states.delete(tx, row):
        raise VersionConflict("The state has changed meanwhile.")
    events.delete_newest(tx, investigation_id, EVENTS_PER_TRANSACTION, BYTES_PER_TRANSACTION)
    deleted = row | {"version": row["version"] + 1}
    delta = Delta(document_of(row), {})
    entry = append_entry(tx, caller, deleted, ["STATE_DELETED"], previous=delta.bare_before, changes=delta.forward)
    stored_bytes = usage.row_bytes(entry, usage.ENTRIES) - usage.row_bytes(row, usage.STATES)
    event = NewEvent("investigation_deleted", {"investigation_id": investigation_id})
    stored = recorder.append(tx, caller.without_quotas(), deleted, [event], Amount(-1, stored_bytes))
    return recorder.outcome_of(tx, deleted, stored, b"")


def delete_more_events(store: Backend, investigation_id: str, deletion_id: str) -> None:
    """Delete the events before `investigation_deleted` that the transaction of the deletion has not deleted.

    deletion_id: the id of that event. It spares the events of a new investigation that has reused the id since.
    """
    offset = int(deletion_id.rpartition("-")[2])
    delete_some = partial(
        events.delete_left,
        investigation_id=investigation_id,
        deleted_at=offset,
        limit=EVENTS_PER_TRANSACTION,
        max_bytes=BYTES_PER_TRANSACTION,
    )
    try:
        while events.are_left(store, investigation_id, offset):
            store.write(delete_some)
    except (StorageError, StorageUnavailable) as error:
        # The deletion itself is durable, so it is answered as done.
        _log.warning("Events of the deleted investigation %s are left to retention: %s.", investigation_id, error)
