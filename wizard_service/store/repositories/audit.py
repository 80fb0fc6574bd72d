"""Entries of the audit trail: appended by every change, read as lists and exports."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..audit_models import AuditEntry
from ..backend import Reader, Row, Transaction

# The number of an entry never exceeds SQLite's largest integer.
MAX_ENTRY_SEQ = 2**63 - 1
_NAMES = [field.column_name for field in AuditEntry._meta.sorted_fields]
_COLUMNS = ", ".join(_NAMES)
_NTH_NUMBER = """
SELECT entry_seq FROM investigation_audit_log WHERE investigation_id = ? AND entry_seq <= ?
ORDER BY entry_seq DESC LIMIT 1 OFFSET ?
"""
# An index holds every filtered column, so the search never reads an entry with its large patches.
_MATCHING = """
SELECT entry_seq FROM investigation_audit_log WHERE investigation_id = ? AND entry_seq BETWEEN ? AND ?{filters}
ORDER BY entry_seq DESC LIMIT ?
"""
_CONDITIONS = {
    **{column: f"{column} = ?" for column in ("user_id", "source", "actor")},
    # Older entries have no action_types.
    "action_type": """coalesce(action_types, '"' || action_type || '"') LIKE ?""",
    "since": "timestamp >= ?",
    "until": "timestamp <= ?",
}
# previous_at: when the version before was written.
_ENTRIES = """
SELECT {columns}, (
    SELECT timestamp FROM investigation_audit_log AS earlier
    WHERE (earlier.investigation_id, earlier.incarnation) = (entry.investigation_id, entry.incarnation)
        AND earlier.version = entry.version - 1 LIMIT 1) AS previous_at
FROM investigation_audit_log AS entry WHERE entry_seq IN ({marks}) ORDER BY entry_seq DESC
"""
_SIZES = """
SELECT entry_seq, {reverse} + {forward} FROM investigation_audit_log WHERE investigation_id = ? AND entry_seq > ?
ORDER BY entry_seq LIMIT ?
"""
# An entry may hold two whole states. A range of entries is read at once, so it is bounded by their patches as well.
RANGE_ENTRIES, RANGE_BYTES = 12, 1_000_000
_RANGE = """
SELECT {columns} FROM investigation_audit_log
WHERE investigation_id = ? AND entry_seq > ? AND entry_seq <= ? AND user_id = coalesce(?, user_id) ORDER BY entry_seq
"""
# The anchor holds the hash that the chain continues when retention has purged all of its entries.
_CHAIN_END = """({next_entry_seq}), coalesce(
    (SELECT hash FROM investigation_audit_log AS entry
        WHERE entry.investigation_id = {investigation_id} ORDER BY entry_seq DESC LIMIT 1),
    (SELECT hash FROM audit_anchors AS anchor WHERE anchor.investigation_id = {investigation_id}))"""
_FORMER_INCARNATIONS = """
SELECT (SELECT count(*) FROM investigation_audit_log WHERE investigation_id = ? AND action_type = 'STATE_DELETED')
    + coalesce((SELECT deletions FROM audit_anchors WHERE investigation_id = ?), 0) AS times,
    coalesce((SELECT max(incarnation) + 1 FROM investigation_audit_log WHERE investigation_id = ?), 0) AS used
"""
_LAST_OWNER = "SELECT user_id FROM investigation_audit_log WHERE investigation_id = ? ORDER BY entry_seq DESC LIMIT 1"
_ANCHOR_OWNER = "SELECT user_id FROM audit_anchors WHERE investigation_id = ?"
_ANY_ENTRY = "SELECT 1 FROM investigation_audit_log WHERE investigation_id = ?"


@dataclass(frozen=True)
class ChainEnd:
    """The end of a hash chain, where the next entry is appended.

    next_entry_seq: the number of the next entry, which all chains share. last_hash: None for a chain without entries.
    """

    next_entry_seq: int
    last_hash: str | None


def chain_end_columns(tx: Transaction, investigation_id: str) -> str:
    """Return the SQL of the two values of a ChainEnd, for a SELECT or a RETURNING.

    investigation_id: an SQL expression. The values are valid until the transaction appends its next entry.
    """
    return _CHAIN_END.format(next_entry_seq=tx.sql("audit.next_entry_seq"), investigation_id=investigation_id)


def find_chain_end(tx: Transaction, investigation_id: str) -> ChainEnd:
    """Return where the next entry of a chain is appended."""
    columns = chain_end_columns(tx, "chain.investigation_id")
    statement = f"SELECT {columns} FROM (SELECT ? AS investigation_id) AS chain"  # noqa: S608 - our own columns
    ((next_entry_seq, last_hash),) = tx.select_tuples(statement, (investigation_id,))
    return ChainEnd(int(next_entry_seq), last_hash)


def insert_entry(tx: Transaction, entry: Row) -> None:
    """Append an entry to the audit trail, under the number of the chain's end."""
    tx.insert(AuditEntry, [entry])


def next_incarnation(reader: Reader, investigation_id: str) -> int:
    """Return how many investigations of this id were deleted before, or lost by damage with their entries kept."""
    ((times, used),) = reader.select_tuples(_FORMER_INCARNATIONS, (investigation_id,) * 3)
    return int(max(times, used))


def last_owner(reader: Reader, investigation_id: str) -> str | None:
    """Return the owner of the newest investigation of this id, deleted or not.

    None when the id was never used, and when its entries were purged before anchors kept the owner.
    """
    for statement in (_LAST_OWNER, _ANCHOR_OWNER):
        rows = reader.select_tuples(statement, (investigation_id,))
        if rows:
            return None if rows[0][0] is None else str(rows[0][0])
    return None


def has_entries(reader: Reader, investigation_id: str, owner: str | None = None) -> bool:
    """Return whether the audit trail has entries about the investigation, of this owner when one is given."""
    if owner is None:
        return bool(reader.select_tuples(f"{_ANY_ENTRY} LIMIT 1", (investigation_id,)))
    return bool(reader.select_tuples(f"{_ANY_ENTRY} AND user_id = ? LIMIT 1", (investigation_id, owner)))


def nth_entry(reader: Reader, investigation_id: str, newest: int, n: int) -> int | None:
    """Return the number of the n-th entry from `newest` backwards, counted from 0; None when there are fewer."""
    rows = reader.select_tuples(_NTH_NUMBER, (investigation_id, newest, n))
    return int(rows[0][0]) if rows else None


def matching_entries(
    reader: Reader, investigation_id: str, numbers: tuple[int, int], filters: Mapping[str, str], limit: int
) -> list[int]:
    """Return the numbers of matching entries, newest first. numbers: the lowest and the highest to consider.

    filters: any of user_id, action_type (one of those that an entry has), source, actor, since, until (both included).
    """
    statement = _matching_statement(tuple(filters))
    values = [f'%"{value}"%' if name == "action_type" else value for name, value in filters.items()]
    rows = reader.select_tuples(statement, (investigation_id, *numbers, *values, limit))
    return [int(number) for (number,) in rows]


@lru_cache(maxsize=64)
def _matching_statement(filters: tuple[str, ...]) -> str:
    return _MATCHING.format(filters="".join(f" AND {_CONDITIONS[name]}" for name in filters))


def select_entries(reader: Reader, numbers: Sequence[int]) -> list[Row]:
    """Return the entries with these numbers, newest first, each with `previous_at`; deleted ones are missing."""
    return reader.select(_entries_statement(len(numbers)), numbers) if numbers else []


@lru_cache(maxsize=128)
def _entries_statement(count: int) -> str:
    return _ENTRIES.format(columns=_COLUMNS, marks=", ".join("?" * count))


def entry_ranges(reader: Reader, investigation_id: str, after: int = 0) -> Iterator[tuple[int, int]]:
    """Yield the consecutive ranges of the entries after a number, each as the number before it and its last one.

    A range is small enough to be read at once. Later ranges include entries that were appended in between.
    """
    octets = reader.sql("usage.octets")
    statement = _SIZES.format(reverse=octets.format(column="previous_state"), forward=octets.format(column="changes"))
    while sizes := reader.select_tuples(statement, (investigation_id, after, RANGE_ENTRIES)):
        for last in _range_ends(sizes):
            yield after, last
            after = last


def _range_ends(sizes: list[tuple[int, int]]) -> Iterator[int]:
    total = 0
    next_sizes = [*(size for _, size in sizes[1:]), RANGE_BYTES + 1]
    for (number, size), next_size in zip(sizes, next_sizes, strict=True):
        total += size
        if total + next_size > RANGE_BYTES:
            yield number
            total = 0


def select_range(reader: Reader, investigation_id: str, after: int, last: int, owner: str | None) -> list[Row]:
    """Return the entries after a number up to the last one, oldest first, of one owner or of all."""
    return reader.select(_RANGE.format(columns=_COLUMNS), (investigation_id, after, last, owner))
