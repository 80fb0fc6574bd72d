"""Deletion batches: a purge deletes rows in small transactions, so that other writers never wait long."""

from functools import partial
from operator import itemgetter

from ...store import Backend, Transaction
from ...store.repositories import audit_chain, retention, states
from ..history.deletion import record_deleted
from ..identity.caller import Caller

# A batch takes a few milliseconds, too short to delay other writers noticeably.
BATCH = 500
# An audit entry may need an anchor; an investigation is deleted with its events, shares and entity types.
AUDIT_BATCH, ARCHIVED_BATCH = 200, 5
# A template version may have 100 KB.
TEMPLATE_BATCH = 50


def delete_archived(store: Backend, caller: Caller, cutoff: str) -> int:
    """Delete the investigations archived before the cutoff, as their owners would, and return how many.

    Their audit trails stay, and subscribers receive `investigation_deleted`. Each investigation is locked and checked
    again, so that one restored at the same time is not deleted. `finish_deletions` deletes their other events.
    """
    investigation_ids = retention.archived_ids(store, cutoff, ARCHIVED_BATCH)
    locks = [("investigation", investigation_id) for investigation_id in investigation_ids]
    return store.write(partial(_delete_archived, caller, cutoff, investigation_ids), locks=locks)


def _delete_archived(caller: Caller, cutoff: str, investigation_ids: list[str], tx: Transaction) -> int:
    rows = [states.find(tx, investigation_id) for investigation_id in investigation_ids]
    archived = [row for row in rows if row and row["archived_at"] and row["archived_at"] < cutoff]
    # Usage rows are locked in the order of their owners.
    for row in sorted(archived, key=itemgetter("user_id")):
        record_deleted(tx, caller, row, ARCHIVED_BATCH)
    return len(archived)


def delete_audit_entries(tx: Transaction, caller: Caller, cutoff: str, *, forced: bool) -> int:
    """Delete the oldest entries of the audit trail, anchor each chain at its new beginning, and record the purge.

    Entries are deleted in the order of the whole trail, so that no chain keeps an entry older than a deleted one.
    """
    audit_chain.begin_purge(tx, caller.request_id)
    entries = audit_chain.entries_before(tx, cutoff, AUDIT_BATCH)
    for newest in {entry["investigation_id"]: entry for entry in entries}.values():
        audit_chain.put_anchor(tx, newest["investigation_id"], newest)
    if entries:
        first, last = entries[0]["entry_seq"], entries[-1]["entry_seq"]
        audit_chain.delete_entries(tx, first, last, cutoff=cutoff, forced=forced, actor=caller.user_id)
    audit_chain.end_purge(tx)
    return len(entries)
