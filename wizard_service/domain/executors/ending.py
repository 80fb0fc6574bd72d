"""Ends the lease of an executor with the change that ends its work, in the same transaction."""

from typing import Any

from ...store import Transaction
from ...store.repositories.executors import leases
from ..investigations.delta import NewEvent
from . import presence

Document = dict[str, Any]


def end_with_work(tx: Transaction, before: Document, after: Document) -> tuple[Document, list[NewEvent]]:
    """Return `after`, with the event `executor_released` when the change ends the work of the lease's holder."""
    reason = presence.end_of_work(before, after)
    lease = leases.find_newest(tx, before["investigation_id"]) if reason else None
    if reason is None or lease is None:
        return after, []
    if lease["ended_at"] is None:
        leases.end(tx, lease, reason)
        event = NewEvent("executor_released", presence.gone(lease))
        return presence.with_event(after, event.event_type, event.data, tx.now), [event]
    if reason == "reset" and lease["end_reason"] != "deleted":
        # The next run begins without the executor of this one, and a lost one must not come back to it.
        leases.end(tx, lease, reason)
    return after, []


def end_with_investigation(tx: Transaction, investigation_id: str) -> None:
    """Mark the lease of a deleted investigation; a lost executor must not get it back from another one of this id."""
    lease = leases.find_newest(tx, investigation_id)
    if lease is not None:
        leases.end(tx, lease, "deleted")
