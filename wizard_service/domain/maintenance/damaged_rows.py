"""Damaged rows in a recovery: dispensable rows are deleted, the others are kept and reported.

A damaged event or snapshot is deleted, as if it could not be read at all. A damaged ticket, share or outcome is deleted
as well, because it might name another user or request. States are rebuilt from their events where those are complete.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from ...store import Backend, Row, Transaction
from ...store.checked_rows import CHECKED_TABLES, Table, key_of, renew_checksums, rows_of, table_name
from ...store.checksums import find_faults, key_columns
from ...store.models import EventRow, State

_DELETED = frozenset(
    {
        "events",
        "investigation_access",
        "idempotency_keys",
        "audit_snapshots",
        "denied_attempts",
        "unfinished_deletions",
        "tickets",
        "leases",
    }
)
# The triggers of this table forbid every change, so a damaged row stays, and `verify rows` keeps reporting it.
_UNCHANGEABLE = "audit_purges"


def delete_damaged(store: Backend) -> Iterator[str]:
    """Delete the dispensable damaged rows, and yield one sentence for each."""
    for table in CHECKED_TABLES:
        if table_name(table) in _DELETED:
            for row in _damaged(store, table):
                store.write(partial(_delete, table, row))
                yield f"{_describe(table, row)}: it is deleted"


def damaged_events(store: Backend) -> dict[str, list[int]]:
    """Return the commit sequences of damaged events by investigation, for ids that are still readable."""
    damaged: defaultdict[str, list[int]] = defaultdict(list)
    for row in _damaged(store, EventRow):
        damaged[row["investigation_id"]].append(row["commit_seq"])
    return damaged


def damaged_states(store: Backend) -> dict[str, frozenset[str]]:
    """Return the checksums that states do not match, by investigation."""
    return {
        row["investigation_id"]: frozenset(fault.checksum for fault in find_faults(State, row))
        for row in _damaged(store, State)
    }


def accept_damaged(store: Backend) -> Iterator[str]:
    """Accept the remaining damaged rows by renewing their checksums, and yield one sentence for each."""
    for table in CHECKED_TABLES:
        for row in _damaged(store, table):
            if table_name(table) == _UNCHANGEABLE:
                yield f"{_describe(table, row)}: it stays, because its table allows no change"
                continue
            store.write(partial(renew_checksums, table=table, row=row))
            yield f"{_describe(table, row)}: it is kept as it is"


def _damaged(store: Backend, table: Table) -> list[Row]:
    with rows_of(store, table) as rows:
        return [row for row in rows if find_faults(table, row)]


def _delete(table: Table, row: Row, tx: Transaction) -> None:
    tx.delete(table, dict(zip(key_columns(table), key_of(table, row), strict=True)))


def _describe(table: Table, row: Row) -> str:
    return "; ".join(str(fault) for fault in find_faults(table, row))
