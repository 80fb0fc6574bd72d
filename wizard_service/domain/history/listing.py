"""The list of a user's investigations: filtered, sorted, in pages, out of a table that every change keeps.

Pages are keysets under their numbers: a cursor holds where the last page ended, so the next one begins there however
deep it is. Nothing comes before everything, and ties are in order of the ids.
"""

from typing import Any

from peewee import SqliteDatabase

from ...store import Backend
from ..identity.principal import READ, Principal
from ..paging import Page
from .cursor import Position, make_cursor, parse_cursor
from .ordering import marks, rows_of
from .search import page_keys

Row = dict[str, Any]

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
_SHOWN = f"user_id, {', '.join(COLUMNS)}"
# What stands for nothing in the table (see sql/).
_NOTHING = ("", -1)
_SOME = f"SELECT {_SHOWN} FROM investigation_history WHERE user_id = ? AND archived IN (0, 1) AND investigation_id"  # noqa: S608
_ONE = f"""SELECT {_SHOWN} FROM investigation_history
WHERE (user_id, archived, investigation_id) = (
    SELECT user_id, archived_at IS NOT NULL, investigation_id FROM investigation_states WHERE investigation_id = ?)"""  # noqa: S608


def list_history(store: Backend, principal: Principal, query: Row) -> Page:
    """Return a page of {status, risk_level, entity_type, begin, end, q, archived, sort, page, limit, cursor}.

    begin, end: of `created_at`, both included. Raises BadCursor for a cursor of another list.
    """
    principal.require(READ)
    position = parse_cursor(query["cursor"], query) if "cursor" in query else Position(query["page"])
    keys, total = page_keys(store.reader, principal.user_id, query, position)
    shown = keys[: query["limit"]]
    rows = _rows_in_order(store.reader, principal.user_id, [key[-1] for key in shown])
    has_more = len(keys) > query["limit"]
    next_cursor = make_cursor(query, position.page + 1, shown[-1]) if has_more else None
    return Page([item_of(row) for row in rows], total, position.page, query["limit"], has_more, next_cursor)


def history_row(database: SqliteDatabase, investigation_id: str) -> Row | None:
    """Return the columns of one investigation with its owner, None when it is unknown."""
    found = rows_of(database, _ONE, [investigation_id])
    return _row(found[0]) if found else None


def item_of(row: Row) -> Row:
    """Return what a list shows of an investigation."""
    return {name: None if row[name] in _NOTHING else row[name] for name in COLUMNS}


def _rows_in_order(database: SqliteDatabase, user_id: str, ids: list[str]) -> list[Row]:
    if not ids:
        return []
    statement = f"{_SOME} IN ({marks(ids)})"
    rows = {row["investigation_id"]: row for row in map(_row, rows_of(database, statement, [user_id, *ids]))}
    return [rows[each] for each in ids if each in rows]


def _row(values: Any) -> Row:
    return dict(zip(("user_id", *COLUMNS), values, strict=True))
