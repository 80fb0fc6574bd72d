"""History: one narrow row per investigation, which triggers update with every change (see `sql/`).

The domain describes a page, and the backend finds the keys of its rows (`Backend.find_history_keys`), because databases
need different strategies: SQLite runs in the worker's own thread and reads index ranges in short batches, whereas a
database server needs a single statement.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from ..backend import Backend, Reader, Row
from ..search import HistorySearch, Key, name_key, name_of

COLUMNS = (
    "investigation_id",
    "name",
    "status",
    "wizard_step",
    "risk_score",
    "risk_level",
    "entity_count",
    "created_at",
    "started_at",
    "completed_at",
    "duration_ms",
    "last_accessed",
    "updated_at",
    "version",
    "archived_at",
    "template_id",
    "template_version",
)
_SELECTED = f"user_id, name_key, {', '.join(COLUMNS)}"
# Columns of the table are never NULL, so that keys can be compared. These values stand for NULL (see `sql/`).
_STORED_NULLS = ("", -1)


_KINDS = "user_id, archived, status, risk_level"
_STORED_COUNTS = f"SELECT {_KINDS}, investigations FROM investigation_history_counts WHERE investigations > 0"  # noqa: S608
_ACTUAL_COUNTS = f"SELECT {_KINDS}, count(*) FROM investigation_history GROUP BY {_KINDS}"  # noqa: S608
_WITHOUT_STATE = """
SELECT investigation_id FROM investigation_history
WHERE investigation_id NOT IN (SELECT investigation_id FROM investigation_states)
"""
_RUNS = """
SELECT investigation_id, created_at, status, risk_level FROM investigation_history
WHERE user_id = ? AND archived = 0 AND created_at >= ? AND (created_at, investigation_id) < (?, ?)
ORDER BY created_at DESC, investigation_id DESC LIMIT ?
"""
# Every time and every id is smaller than this.
_LAST = "\U0010ffff"
_USERS = """
SELECT user_id,
    sum(CASE WHEN archived = 0 THEN investigations ELSE 0 END) AS investigations,
    sum(CASE WHEN archived = 1 THEN investigations ELSE 0 END) AS archived,
    sum(CASE WHEN archived = 0 AND status = 'IN_PROGRESS' THEN investigations ELSE 0 END) AS in_progress,
    sum(CASE WHEN archived = 0 AND status = 'ERROR' THEN investigations ELSE 0 END) AS in_error
FROM investigation_history_counts WHERE user_id > ?
GROUP BY user_id HAVING sum(investigations) > 0 ORDER BY user_id LIMIT ?
"""


@dataclass(frozen=True)
class Run:
    """One investigation of a user, as far as figures over many need it. risk_level: empty without results."""

    investigation_id: str
    created_at: str
    status: str
    risk_level: str


@dataclass(frozen=True)
class HistoryPage:
    """One page of the history.

    rows: the owner, `name_key` and `COLUMNS`. total: rows on all pages. last_key: sort value and id of the last row,
    None on the last page.
    """

    rows: list[Row]
    total: int
    last_key: Key | None


def find_page(store: Backend, search: HistorySearch) -> HistoryPage:
    """Return a page of the history; a row that is deleted in the meantime is left out."""
    is_by_name = search.sort_column == "name"
    keys, total = store.find_history_keys(_by_name_key(search) if is_by_name else search)
    on_page = keys[: search.limit]
    rows = _find_rows(store, search.user_id, [key[-1] for key in on_page])
    if len(keys) <= search.limit:
        return HistoryPage(rows, total, None)
    last, *ids = on_page[-1]
    return HistoryPage(rows, total, (name_of(last) if is_by_name else last, *ids))


def find_row(reader: Reader, investigation_id: str) -> Row | None:
    """Return the owner, `name_key` and `COLUMNS` of an investigation, None when it is unknown."""
    row = reader.select_one(_statement(reader.sql("history.row")), (investigation_id,))
    return None if row is None else _with_nulls(row)


def runs_since(reader: Reader, user_id: str, begin: str, before: Run | None, limit: int) -> list[Run]:
    """Return what the user created at or after a time and has not archived, the newest first.

    before: the last one of the batch before, None for the first batch.
    """
    key = (before.created_at, before.investigation_id) if before else (_LAST, _LAST)
    return [Run(*row) for row in reader.select_tuples(_RUNS, (user_id, begin, *key, limit))]


def users(reader: Reader, after: str, limit: int) -> list[Row]:
    """Return the users with ids after `after` that have investigations, and how many of which kind."""
    return [{name: _as_int(value) for name, value in row.items()} for row in reader.select(_USERS, (after, limit))]


def ids_without_state(reader: Reader) -> list[str]:
    """Return the ids in the history that have no state."""
    return [investigation_id for (investigation_id,) in reader.select_tuples(_WITHOUT_STATE)]


def counts_by_kind(reader: Reader) -> dict[tuple[Any, ...], tuple[int, int]]:
    """Return the stored and the actual number of rows by owner, archived, status and risk level."""
    stored, actual = (
        {tuple(kind): number for *kind, number in reader.select_tuples(statement)}
        for statement in (_STORED_COUNTS, _ACTUAL_COUNTS)
    )
    return {kind: (stored.get(kind, 0), actual.get(kind, 0)) for kind in stored | actual}


def _by_name_key(search: HistorySearch) -> HistorySearch:
    if search.after is None:
        return replace(search, sort_column="name_key")
    name, investigation_id = search.after
    return replace(search, sort_column="name_key", after=(name_key(name or None) or "", investigation_id))


def _find_rows(reader: Reader, user_id: str, ids: list[str]) -> list[Row]:
    if not ids:
        return []
    rows = reader.select(_statement(reader.sql("history.rows"), len(ids)), (user_id, *ids))
    by_id = {row["investigation_id"]: _with_nulls(row) for row in rows}
    return [by_id[investigation_id] for investigation_id in ids if investigation_id in by_id]


@lru_cache(maxsize=128)
def _statement(template: str, ids: int = 1) -> str:
    return template.format(columns=_SELECTED, ids=", ".join("?" * ids))


def _with_nulls(row: Row) -> Row:
    return {name: _or_null(value) for name, value in row.items()}


def _or_null(value: Any) -> Any:
    return None if value in _STORED_NULLS else value


def _as_int(value: Any) -> Any:
    # PostgreSQL sums to a decimal number.
    return value if isinstance(value, str) else int(value)
