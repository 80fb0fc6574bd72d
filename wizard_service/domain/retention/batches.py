"""Deletion batches: a purge deletes rows in small transactions, so that other writers never wait long."""

from collections.abc import Iterator
from functools import partial
from operator import itemgetter

from ...process.cooperative import batches
from ...store import Backend, Transaction
from ...store.repositories import audit_chain, denied_attempts, events, retention, states
from ...store.repositories.deletion import archived
from ...store.repositories.executors import leases
from ..history.deletion import record_deleted
from ..identity.caller import Caller

# A batch takes a few milliseconds, too short to delay other writers noticeably. Deleting 8 MB takes some 25 ms.
BATCH, BATCH_BYTES = 500, 8_000_000
# An audit entry may need an anchor, and its snapshot is deleted with it. An investigation is deleted with its events,
# shares and entity types.
AUDIT_BATCH, AUDIT_BATCH_BYTES, ARCHIVED_BATCH = 200, 4_000_000, 5
# Whether a template version is referenced takes several searches.
TEMPLATE_BATCH = 50


def delete_archived(store: Backend, caller: Caller, cutoff: str) -> int:
    """Delete the investigations archived before the cutoff, as their owners would, and return how many.

    Their audit trails stay, and subscribers receive `investigation_deleted`. Each investigation is locked and checked
    again, so that one restored at the same time is not deleted. `finish_deletions` deletes their other events.
    """
    investigation_ids = archived.old_ids(store, cutoff, ARCHIVED_BATCH)
    locks = [("investigation", investigation_id) for investigation_id in investigation_ids]
    return store.write(partial(_delete_archived, caller, cutoff, investigation_ids), locks=locks)


def delete_leases(store: Backend, cutoff: str, size: int = BATCH) -> Iterator[int]:
    """Delete the leases of executors that ended before the cutoff, and yield how many after each batch with any.

    The newest leases of investigations stay at any age, so each batch begins where the one before it has ended.
    """

    def end_of(after: str | None) -> str | None:
        return leases.last_ended(store, after or "", cutoff, size)

    for after, last in batches(end_of):
        if deleted := store.write(partial(_delete_leases, cutoff, after or "", last or cutoff)):
            yield deleted


def _delete_leases(cutoff: str, after: str, last: str, tx: Transaction) -> int:
    return leases.delete_old(tx, cutoff, after, last)


def _delete_archived(caller: Caller, cutoff: str, investigation_ids: list[str], tx: Transaction) -> int:
    rows = [states.find(tx, investigation_id) for investigation_id in investigation_ids]
    old = [row for row in rows if row and row["archived_at"] and row["archived_at"] < cutoff]
    # Usage rows are locked in the order of their owners.
    for row in sorted(old, key=itemgetter("user_id")):
        record_deleted(tx, caller, row, ARCHIVED_BATCH)
    return len(old)


def delete_events(store: Backend, owner: str, kept: int, cutoff: str, now: str) -> Iterator[int]:
    """Delete expired events at the beginning of a feed, except the newest `kept`; yield the count of each batch."""
    head = events.feed_bounds(store, owner).head
    while last := retention.last_expired_event(store, owner, head - kept, cutoff, now, BATCH):
        yield store.write(partial(retention.delete_events, owner=owner, last=last, max_bytes=BATCH_BYTES))


def delete_denied_attempts(store: Backend, cutoff: str, now: str) -> Iterator[int]:
    """Delete expired attempts and yield the count of each batch."""
    while last := denied_attempts.last_before(store, cutoff, now, BATCH):
        yield store.write(partial(denied_attempts.delete_through, last=last))


def delete_audit_entries(store: Backend, caller: Caller, cutoff: str, now: str, *, forced: bool) -> Iterator[int]:
    """Delete the expired entries of the audit trail and yield the count of each batch."""
    while last := audit_chain.last_before(store, cutoff, now, AUDIT_BATCH):
        yield store.write(partial(_delete_audit_entries, caller, cutoff, last, forced))


def _delete_audit_entries(caller: Caller, cutoff: str, last: int, forced: bool, tx: Transaction) -> int:
    """Delete the oldest entries, anchor each chain at its new beginning, and record the purge.

    Entries are deleted in the order of the whole trail, so that no chain keeps an entry older than a deleted one.
    """
    audit_chain.begin_purge(tx, caller.request_id)
    entries = audit_chain.entries_through(tx, last, AUDIT_BATCH_BYTES)
    for newest in {entry["investigation_id"]: entry for entry in entries}.values():
        audit_chain.put_anchor(tx, newest["investigation_id"], newest)
    if entries:
        numbers = entries[0]["entry_seq"], entries[-1]["entry_seq"]
        audit_chain.delete_entries(tx, *numbers, cutoff=cutoff, forced=forced, actor=caller.user_id)
    audit_chain.end_purge(tx)
    return len(entries)
