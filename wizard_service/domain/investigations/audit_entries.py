"""The audit trail: one entry per change, written by its transaction, chained by hash per investigation."""

import hashlib
import uuid
from typing import Any

import orjson

from ...store import Transaction
from ...store.models import AuditEntry
from ..identity.caller import Caller
from .state import differs

Document = dict[str, Any]

# The hash before the first entry of an investigation.
CHAIN_START = "0" * 64
_LAST_HASH = "SELECT hash FROM investigation_audit_log WHERE investigation_id = ? ORDER BY entry_seq DESC LIMIT 1"
_ANCHOR_HASH = "SELECT hash FROM audit_anchors WHERE investigation_id = ?"
_TIMES_DELETED = """
SELECT (SELECT count(*) FROM investigation_audit_log WHERE investigation_id = ? AND action_type = 'STATE_DELETED')
    + coalesce((SELECT deletions FROM audit_anchors WHERE investigation_id = ?), 0)
"""
_SECTION_ACTIONS = {
    "results": "RESULTS_FINALIZED",
    "settings": "SETTINGS_MODIFIED",
    "progress": "PROGRESS_UPDATED",
}
# What an entry's hash is of, in this order.
HASHED = (
    "entry_id",
    "investigation_id",
    "incarnation",
    "user_id",
    "actor",
    "action_type",
    "source",
    "version",
    "previous_state",
    "changes",
    "timestamp",
    "request_id",
    "previous_hash",
)


def append_entry(
    tx: Transaction, caller: Caller, row: Document, action_type: str, *, previous: Document, changes: Document
) -> None:
    """Append what `caller` did to the investigation in `row`.

    previous, changes: merge patches without log lines, back to the state before and on to the state after.
    """
    entry = {
        "entry_id": str(uuid.uuid4()),
        "investigation_id": row["investigation_id"],
        "incarnation": row["incarnation"],
        "user_id": row["user_id"],
        "actor": caller.user_id,
        "action_type": action_type,
        "source": caller.source,
        "version": row["version"],
        "previous_state": orjson.dumps(previous).decode(),
        "changes": orjson.dumps(changes).decode(),
        "timestamp": tx.now,
        "request_id": caller.request_id,
        "previous_hash": _last_hash(tx, row["investigation_id"]),
    }
    tx.insert(AuditEntry, [entry | {"hash": entry_hash(entry)}])


def entry_hash(entry: Document) -> str:
    """Return the SHA-256 of an entry's members and of the entry before it, as hexadecimal."""
    return hashlib.sha256(orjson.dumps([entry[name] for name in HASHED])).hexdigest()


def times_deleted(tx: Transaction, investigation_id: str) -> int:
    """Return how many investigations of this id were deleted before."""
    found = tx.database.execute_sql(_TIMES_DELETED.replace("?", tx.database.param), (investigation_id,) * 2).fetchone()
    return int(found[0])


def action_type_of(before: Document, after: Document) -> str:
    """Name the most telling part of a change."""
    if after["wizard_step"] != before["wizard_step"]:
        return "STEP_CHANGED"
    if after["status"] != before["status"]:
        return "STATUS_CHANGED"
    changed = (name for name in ("results", "settings", "progress") if differs(before, after, name))
    return _SECTION_ACTIONS.get(next(changed, ""), "STATE_UPDATED")


def _last_hash(tx: Transaction, investigation_id: str) -> str:
    for statement in (_LAST_HASH, _ANCHOR_HASH):
        found = tx.database.execute_sql(statement.replace("?", tx.database.param), (investigation_id,)).fetchone()
        if found:
            return str(found[0])
    return CHAIN_START
