"""Where the chain of an investigation begins once retention has dropped its oldest entries."""

from typing import Any

from ..store import Transaction
from ..store.trail_models import AuditAnchor

_DROPPED = """
SELECT count(*), coalesce(sum(action_type = 'STATE_DELETED'), 0) FROM investigation_audit_log
WHERE investigation_id = ? AND entry_seq <= ?
"""
_ANCHORED = "SELECT entries, deletions FROM audit_anchors WHERE investigation_id = ?"
_DROP_SNAPSHOTS = """
DELETE FROM audit_snapshots WHERE investigation_id = ? AND (incarnation, version) < (?, ?)
"""


def anchor_chain(tx: Transaction, investigation_id: str, entry: dict[str, Any]) -> None:
    """Remember the end of what is about to be purged: all entries of the investigation up to and including `entry`.

    To be called before they are deleted, in the same transaction. entry: the newest of them; needed are its columns
    `entry_seq`, `hash`, `incarnation` and `version`. What an investigation keeps is always the end of its trail: a
    purge that drops an entry and keeps an older one breaks the chain. Snapshots that nothing leads to go as well.
    """
    database = tx.database
    through = (investigation_id, entry["entry_seq"])
    entries, deletions = database.execute_sql(_DROPPED.replace("?", database.param), through).fetchone()
    before = database.execute_sql(_ANCHORED.replace("?", database.param), (investigation_id,)).fetchone() or (0, 0)
    tx.delete(AuditAnchor, {"investigation_id": investigation_id})
    anchor = {
        "investigation_id": investigation_id,
        "hash": entry["hash"],
        "purged_through": entry["entry_seq"],
        "entries": before[0] + entries,
        "deletions": before[1] + deletions,
        "anchored_at": tx.now,
    }
    tx.insert(AuditAnchor, [anchor])
    last = (investigation_id, entry["incarnation"], entry["version"])
    database.execute_sql(_DROP_SNAPSHOTS.replace("?", database.param), last)
