"""Where the chain of an investigation begins once retention has dropped its oldest entries.

Checking the hash chain of a trail: nothing was changed, dropped or moved since it was written.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from peewee import SqliteDatabase

from ...store import Transaction
from ...store.audit_models import AuditAnchor
from .entries import CHAIN_START, HASHED, entry_hash

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


# An entry may hold two whole states: 32 of them are 32 MB at most, and some KB as a rule.
PAGE = 32
_NUMBERS = ("incarnation", "version")
# As bytes: what was tampered with may be no text any more.
_COLUMNS = ", ".join(name if name in _NUMBERS else f"CAST({name} AS BLOB)" for name in (*HASHED, "hash"))
_ENTRIES = f"""
SELECT entry_seq, {_COLUMNS} FROM investigation_audit_log
WHERE investigation_id = ? AND entry_seq > ? ORDER BY entry_seq LIMIT {PAGE}
"""  # noqa: S608 - names of our own
_COUNT = "SELECT count(*) FROM investigation_audit_log WHERE investigation_id = ? AND user_id = coalesce(?, user_id)"
_ANCHOR = "SELECT hash, purged_through FROM audit_anchors WHERE investigation_id = ?"
_STATE = "SELECT incarnation, version FROM investigation_states WHERE investigation_id = ?"
_NEXT_TRAIL = """
SELECT min(investigation_id) FROM (
    SELECT min(investigation_id) AS investigation_id FROM investigation_audit_log WHERE investigation_id > ?
    UNION ALL SELECT min(investigation_id) FROM investigation_states WHERE investigation_id > ?)
"""
_HAS_TRAIL = """
SELECT 1 FROM investigation_audit_log WHERE investigation_id = ?
UNION ALL SELECT 1 FROM audit_anchors WHERE investigation_id = ?
UNION ALL SELECT 1 FROM investigation_states WHERE investigation_id = ? LIMIT 1
"""
_OF_TEMPLATES = frozenset({"TEMPLATE_CREATED", "TEMPLATE_UPDATED", "TEMPLATE_DELETED", "TEMPLATE_RESTORED"})

Entry = dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """entries: how many the owner asked for has. first_invalid: the entry_id of the first that cannot be trusted.

    When entries are missing at the end, that is the last one left, None when none is. reason: what is wrong.
    """

    entries: int
    first_invalid: str | None = None
    reason: str | None = None

    @property
    def valid(self) -> bool:
        return self.reason is None


def trails(database: SqliteDatabase) -> Iterator[str]:
    """Yield the ids of everything that has an audit trail or must have one."""
    last = ""
    while (found := _one(database, _NEXT_TRAIL, last, last)[0]) is not None:
        yield found
        last = found


def has_trail(database: SqliteDatabase, investigation_id: str) -> bool:
    """Say whether something of this id has an audit trail, had one before retention, or must have one."""
    return _one(database, _HAS_TRAIL, *[investigation_id] * 3) is not None


def verify_chain(database: SqliteDatabase, investigation_id: str, owner: str | None = None) -> Verdict:
    """Check every retained entry of an investigation and that the newest is that of its state.

    owner: whose entries are counted, None for everybody's. All are checked: an id that was used again has one chain.

    A head that retention dropped is no fault: its anchor holds the hash that the rest begins with. Memory is that of a
    few entries; others get their turn between them.
    """
    while True:
        anchor = _one(database, _ANCHOR, investigation_id)
        verdict = _verify(database, investigation_id, anchor, owner)
        # Retention may have dropped what was about to be read.
        if verdict.valid or anchor == _one(database, _ANCHOR, investigation_id):
            return verdict


def _verify(database: SqliteDatabase, investigation_id: str, anchor: Any, owner: str | None) -> Verdict:
    # Before the entries: what is committed meanwhile has an entry beyond this version.
    state = _one(database, _STATE, investigation_id)
    previous, after = anchor or (CHAIN_START, 0)
    checked = 0
    newest: Entry | None = None
    while entries := _read(database, investigation_id, after):
        for entry in entries:
            reason = _fault(entry, previous)
            if reason:
                return Verdict(_one(database, _COUNT, investigation_id, owner)[0], entry["entry_id"], reason)
            previous = entry["hash"]
        checked += sum(owner in (None, entry["user_id"]) for entry in entries)
        newest, after = entries[-1], entries[-1]["entry_seq"]
        time.sleep(0)
    if _is_cut_short(state or _one(database, _STATE, investigation_id), newest, is_anchored=anchor is not None):
        return Verdict(checked, newest["entry_id"] if newest else None, "The entries after this one are missing.")
    return Verdict(checked)


def _fault(entry: Entry, previous: str) -> str | None:
    if entry["previous_hash"] != previous:
        return "It does not follow the entry before it: one was changed, dropped or moved."
    if entry["hash"] != entry_hash(entry):
        return "It was changed: its hash is of something else."
    return None


def _is_cut_short(state: Any, newest: Entry | None, *, is_anchored: bool) -> bool:
    if newest is None:
        return state is not None and not is_anchored
    if state is None:
        return newest["action_type"] != "STATE_DELETED" and newest["action_type"] not in _OF_TEMPLATES
    return (newest["incarnation"], newest["version"]) < tuple(state)


def _read(database: SqliteDatabase, investigation_id: str, after: int) -> list[Entry]:
    rows = database.execute_sql(_ENTRIES.replace("?", database.param), (investigation_id, after)).fetchall()
    return [dict(zip(("entry_seq", *HASHED, "hash"), map(_text, row), strict=True)) for row in rows]


def _text(value: Any) -> Any:
    return value.decode(errors="replace") if isinstance(value, bytes) else value


def _one(database: SqliteDatabase, statement: str, *values: Any) -> Any:
    return database.execute_sql(statement.replace("?", database.param), values).fetchone()
