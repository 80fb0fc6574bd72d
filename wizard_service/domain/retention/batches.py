"""What one small transaction of a purge drops, of each kind of row. Each returns how many rows it dropped."""

from itertools import takewhile
from typing import Any

from peewee import SqliteDatabase

from ...store import Transaction
from ...store.audit_models import RefusedAttempt
from ...store.models import AuditEntry, EventRow, Feed, IdempotencyKey, Meta, State, TemplateVersion, Ticket
from ..audit.hash_chain import anchor_chain
from ..identity.caller import Caller
from ..investigations.recorder import record_deleted

# Few enough for writers not to notice: a few milliseconds.
BATCH = 500
# Each entry of the trail may need an anchor of its own; each investigation is deleted with all that belongs to it.
AUDIT_BATCH, ARCHIVED_BATCH = 200, 20
# Each may be 100 KB.
TEMPLATE_BATCH = 50
_DELETE_OLD = "DELETE FROM {0} WHERE rowid IN (SELECT rowid FROM {0} WHERE {1} < ? ORDER BY {1} LIMIT {2})"
_NEXT_EVENTS = (
    "SELECT feed_offset, committed_at FROM events WHERE owner = ? AND feed_offset <= ? ORDER BY feed_offset LIMIT ?"
)
_NEXT_ENTRIES = """
SELECT entry_seq, investigation_id, hash, incarnation, version, timestamp FROM investigation_audit_log
ORDER BY entry_seq LIMIT ?
"""
# The entry of the trail that made a version tells it, and so does the next one, which says what it took away.
_SPENT_VERSIONS = """
SELECT template_id, version FROM investigation_template_versions AS spent
WHERE updated_at < ?
  AND version < (SELECT max(version) FROM investigation_template_versions WHERE template_id = spent.template_id)
  AND NOT EXISTS (SELECT 1 FROM investigation_states
    WHERE template_id = spent.template_id AND template_version = spent.version)
  AND NOT EXISTS (SELECT 1 FROM investigation_audit_log
    WHERE investigation_id = 'template:' || spent.template_id AND incarnation = 0
      AND version IN (spent.version, spent.version + 1))
ORDER BY updated_at LIMIT ?
"""
_RECORD_PURGE = """
INSERT INTO audit_purges (first_entry_seq, last_entry_seq, entries, older_than, forced, actor, purged_at)
VALUES (?, ?, ?, ?, ?, ?, ?)
"""


def purge_tickets(tx: Transaction) -> int:
    return _delete_old(tx, Ticket, "expires_at", tx.now)


def purge_idempotency_keys(tx: Transaction, before: str) -> int:
    return _delete_old(tx, IdempotencyKey, "created_at", before)


def unreferenced_template_versions(database: SqliteDatabase, before: str, limit: int = -1) -> list[tuple[str, int]]:
    """Return (template_id, version) of what is old and not referred to; the newest version of a template never is."""
    return list(database.execute_sql(_SPENT_VERSIONS.replace("?", database.param), (before, limit)).fetchall())


def purge_template_versions(tx: Transaction, before: str) -> int:
    spent = unreferenced_template_versions(tx.database, before, TEMPLATE_BATCH)
    for template_id, version in spent:
        tx.delete(TemplateVersion, {"template_id": template_id, "version": version})
    return len(spent)


def purge_feed(tx: Transaction, owner: str, before: str, keep: int) -> int:
    """Drop events from the beginning of a feed; whoever has a cursor before its new beginning is told so."""
    head = Feed.select(Feed.head).where(Feed.owner == owner).scalar(tx.database)
    rows = _select(tx, _NEXT_EVENTS, owner, head - keep, BATCH)
    expired = [offset for offset, _ in takewhile(lambda row: row[1] < before, rows)]
    if expired:
        EventRow.delete().where(EventRow.owner == owner, EventRow.feed_offset <= expired[-1]).execute(tx.database)
        tx.update(Feed, {"pruned": expired[-1]}, {"owner": owner})
    return len(expired)


def purge_archived(tx: Transaction, caller: Caller, before: str) -> int:
    """Delete investigations archived before a moment, as their owners would: the trail stays, listeners are told."""
    query = State.select().where(State.archived_at < before).order_by(State.archived_at).limit(ARCHIVED_BATCH)
    rows = list(query.dicts().execute(tx.database))
    for row in rows:
        record_deleted(tx, caller, row)
    return len(rows)


def purge_audit(tx: Transaction, caller: Caller, before: str, *, forced: bool) -> int:
    """Drop entries from the beginning of the trail, each chain anchored where it begins now, and write that down.

    From the beginning of the whole trail, so that no chain loses an entry and keeps an older one.
    """
    rows = list(takewhile(lambda row: row["timestamp"] < before, _entries(tx)))
    if not rows:
        return 0
    for newest in {row["investigation_id"]: row for row in rows}.values():
        anchor_chain(tx, newest["investigation_id"], newest)
    first, last = rows[0]["entry_seq"], rows[-1]["entry_seq"]
    # The trigger that guards the trail lets only transactions through that hold this key.
    tx.insert(Meta, [{"key": "audit_purge", "value": caller.request_id}])
    AuditEntry.delete().where(AuditEntry.entry_seq <= last).execute(tx.database)
    tx.delete(Meta, {"key": "audit_purge"})
    _select(tx, _RECORD_PURGE, first, last, len(rows), before, int(forced), caller.user_id, tx.now)
    return len(rows)


def purge_refused(tx: Transaction, before: str) -> int:
    """Drop refused attempts from the oldest on; they are numbered in the order of their time."""
    oldest = RefusedAttempt.select(RefusedAttempt.attempt_seq, RefusedAttempt.timestamp)
    rows = oldest.order_by(RefusedAttempt.attempt_seq).limit(BATCH).tuples().execute(tx.database)
    old = [number for number, timestamp in takewhile(lambda row: row[1] < before, rows)]
    if old:
        RefusedAttempt.delete().where(RefusedAttempt.attempt_seq <= old[-1]).execute(tx.database)
    return len(old)


def _entries(tx: Transaction) -> list[dict[str, Any]]:
    names = ("entry_seq", "investigation_id", "hash", "incarnation", "version", "timestamp")
    return [dict(zip(names, row, strict=True)) for row in _select(tx, _NEXT_ENTRIES, AUDIT_BATCH)]


def _delete_old(tx: Transaction, model: type[IdempotencyKey | Ticket], column: str, before: str) -> int:
    statement = _DELETE_OLD.format(model._meta.table_name, column, BATCH).replace("?", tx.database.param)
    dropped: int = tx.database.execute_sql(statement, (before,)).rowcount
    return dropped


def _select(tx: Transaction, statement: str, *values: Any) -> list[Any]:
    return list(tx.database.execute_sql(statement.replace("?", tx.database.param), values).fetchall())
