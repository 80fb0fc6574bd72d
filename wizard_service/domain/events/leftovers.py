"""Leftover events of deleted investigations: a deletion deletes the events in several small transactions.

When a process is killed between two of them, retention finishes the deletion. An id is not used again as long as events
of the former investigation are left: the new investigation's readers would receive them.
"""

from collections.abc import Iterator
from functools import partial

from ...store import Backend, Row, Transaction
from ...store.repositories import states
from ...store.repositories.deletion import leftover_events

# One transaction deletes at most this many events and bytes, which takes some 25 ms of processor time. An investigation
# may have several 100,000 events, and one event may have 256 KB.
EVENTS_PER_TRANSACTION, BYTES_PER_TRANSACTION = 2000, 8_000_000
_DELETIONS_PER_READ = 100


class EventsLeft(Exception):
    """A deletion of the id has left events since `delete_leftovers`."""


def delete_newest(tx: Transaction, investigation_id: str, owner: str, deletions: int) -> None:
    """Delete the newest events of an investigation. deletions: how many deletions share the transaction."""
    limit, max_bytes = EVENTS_PER_TRANSACTION // deletions, BYTES_PER_TRANSACTION // deletions
    leftover_events.delete_newest(tx, investigation_id, owner, limit, max_bytes)


def finish_deletion(store: Backend, investigation_id: str) -> None:
    """Delete what an unfinished deletion of the investigation has left, if there is one."""
    for deletion in leftover_events.unfinished_deletions_of(store, investigation_id):
        for _ in _finish(store, deletion):
            pass


def finish_deletions(store: Backend) -> Iterator[int]:
    """Finish all unfinished deletions, and yield the number of deleted events after each transaction."""
    while deletions := leftover_events.unfinished_deletions(store, _DELETIONS_PER_READ):
        for deletion in deletions:
            yield from _finish(store, deletion)


def delete_leftovers(store: Backend, investigation_id: str, owner: str) -> None:
    """Delete all events of an id in the feed of an owner, unless it is the id of an investigation."""
    delete_some = partial(_delete_some, investigation_id, owner)
    while leftover_events.has_leftovers(store, investigation_id, owner) and not states.exists(store, investigation_id):
        store.write(delete_some, locks=[("investigation", investigation_id)])


def require_no_leftovers(tx: Transaction, investigation_id: str, owner: str) -> None:
    """Raise EventsLeft when there are events that `delete_leftovers` would delete.

    It is not StorageUnavailable, because a backend whose change raises that reports that the storage fails.
    """
    if leftover_events.has_leftovers(tx, investigation_id, owner):
        raise EventsLeft(f"The former investigation {investigation_id} is still being deleted.")


def _finish(store: Backend, deletion: Row) -> Iterator[int]:
    delete_some = partial(
        leftover_events.delete_older, deletion=deletion, limit=EVENTS_PER_TRANSACTION, max_bytes=BYTES_PER_TRANSACTION
    )
    investigation_id = deletion["investigation_id"]
    while deletion in leftover_events.unfinished_deletions_of(store, investigation_id):
        # The lock keeps the request that deletes and retention from deleting the same events at once.
        yield store.write(delete_some, locks=[("investigation", investigation_id)])


def _delete_some(investigation_id: str, owner: str, tx: Transaction) -> None:
    if not states.exists(tx, investigation_id):
        leftover_events.delete_leftovers(tx, investigation_id, owner, EVENTS_PER_TRANSACTION, BYTES_PER_TRANSACTION)
