"""The list of a user's investigations: filtered, sorted, in pages, out of a table that every change keeps.

Pages are keysets under their numbers: a cursor holds where the last page ended, so the next one begins there however
deep it is. Nothing comes before everything, and ties are in order of the ids.
"""

from typing import Any

from peewee import SqliteDatabase

from ..store import Store
from .history_cursor import Position, make_cursor, parse_cursor
from .paging import Page, directed
from .tokens import READ, Principal

Row = dict[str, Any]
Condition = tuple[str, list[Any]]

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
_SELECT = f"SELECT user_id, {', '.join(COLUMNS)} FROM investigation_history"  # noqa: S608
# What stands for nothing in the table (see sql/).
_NOTHING = ("", -1)
_ARCHIVED = {"false": (0,), "true": (1,), "all": (0, 1)}
_HAS_ENTITY_TYPE = """EXISTS (SELECT 1 FROM investigation_entity_types AS t
WHERE t.investigation_id = investigation_history.investigation_id AND t.entity_type IN ({marks}))"""


def list_history(store: Store, principal: Principal, query: Row) -> Page:
    """Return a page of {status, risk_level, entity_type, begin, end, q, archived, sort, page, limit, cursor}.

    begin, end: of `created_at`, both included. Raises BadCursor for a cursor of another list.
    """
    principal.require(READ)
    position = parse_cursor(query["cursor"], query) if "cursor" in query else Position(query["page"])
    statement, arguments = _page_query(principal.user_id, query, position)
    with store.reader.atomic():
        total = _total(store.reader, principal.user_id, query)
        rows = _rows(store.reader, statement, arguments) if total else []
    has_more = len(rows) > query["limit"]
    items = [item_of(row) for row in rows[: query["limit"]]]
    next_cursor = make_cursor(query, position.page + 1, rows[query["limit"] - 1]) if has_more else None
    return Page(items, total, position.page, query["limit"], has_more, next_cursor)


def history_row(database: SqliteDatabase, investigation_id: str) -> Row | None:
    """Return the columns of one investigation with its owner, None when it is unknown."""
    statement = f"{_SELECT} WHERE investigation_id = ?".replace("?", database.param)
    found = database.execute_sql(statement, (investigation_id,)).fetchone()
    return None if found is None else _row(found)


def item_of(row: Row) -> Row:
    """Return what a list shows of an investigation."""
    return {name: None if row[name] in _NOTHING else row[name] for name in COLUMNS}


def _page_query(user_id: str, query: Row, position: Position) -> Condition:
    column, descending = directed(query["sort"])
    direction, beyond = (" DESC", "<") if descending else ("", ">")
    filters = _filters(query)
    if position.after is not None:
        filters.append((f"({column}, investigation_id) {beyond} (?, ?)", list(position.after)))
    branches = [_all_of(_of_user(user_id, [archived]) + filters) for archived in _ARCHIVED[query["archived"]]]
    # Each branch is one range of an index in its order; SQLite merges them without sorting.
    text = " UNION ALL ".join(f"{_SELECT} WHERE {where}" for where, _ in branches)
    order = f"ORDER BY {column}{direction}, investigation_id{direction} LIMIT ? OFFSET ?"
    skipped = 0 if position.after is not None else (position.page - 1) * query["limit"]
    return f"{text} {order}", [*(each for _, values in branches for each in values), query["limit"] + 1, skipped]


def _total(database: SqliteDatabase, user_id: str, query: Row) -> int:
    # Status and risk level are counted by the table; for anything else the rows have to be looked at.
    looks = any(query.get(name) for name in ("entity_type", "begin", "end", "q"))
    counted = (
        "count(*) FROM investigation_history" if looks else "sum(investigations) FROM investigation_history_counts"
    )
    where, values = _all_of(_of_user(user_id, list(_ARCHIVED[query["archived"]])) + _filters(query))
    statement = f"SELECT {counted} WHERE {where}"
    return int(database.execute_sql(statement.replace("?", database.param), values).fetchone()[0] or 0)


def _of_user(user_id: str, archived: list[int]) -> list[Condition]:
    kind = "archived = ?" if len(archived) == 1 else f"archived IN ({_marks(archived)})"
    return [("user_id = ?", [user_id]), (kind, archived)]


def _all_of(conditions: list[Condition]) -> Condition:
    return " AND ".join(text for text, _ in conditions), [each for _, values in conditions for each in values]


def _filters(query: Row) -> list[Condition]:
    """Return the conditions of the filters that are set."""
    words = [name for name in ("status", "risk_level") if query.get(name)]
    conditions: list[Condition] = [(f"{name} IN ({_marks(query[name])})", query[name]) for name in words]
    if query.get("entity_type"):
        conditions.append((_HAS_ENTITY_TYPE.format(marks=_marks(query["entity_type"])), query["entity_type"]))
    if "begin" in query:
        conditions.append(("created_at >= ?", [query["begin"]]))
    if "end" in query:
        conditions.append(("created_at <= ?", [query["end"]]))
    if query.get("q"):
        conditions.append(_containing(query["q"]))
    return conditions


def _containing(sought: str) -> Condition:
    # LIKE ignores the case of ASCII letters only; the spellings below do it for the others.
    spellings = [sought] if sought.isascii() else sorted({sought, sought.lower(), sought.upper(), sought.title()})
    patterns = [f"%{_escaped(each)}%" for each in spellings]
    either = ["name LIKE ? ESCAPE '\\' OR investigation_id LIKE ? ESCAPE '\\'" for _ in patterns]
    return f"({' OR '.join(either)})", [pattern for pattern in patterns for _ in range(2)]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _rows(database: SqliteDatabase, statement: str, arguments: list[Any]) -> list[Row]:
    found = database.execute_sql(statement.replace("?", database.param), arguments).fetchall()
    return [_row(values) for values in found]


def _row(values: Any) -> Row:
    return dict(zip(("user_id", *COLUMNS), values, strict=True))


def _marks(values: list[Any]) -> str:
    return ", ".join("?" for _ in values)
