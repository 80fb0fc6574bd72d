"""A user's rows of history in one order: ranges of an index, however many rows there are.

What a list of history is filtered by, as conditions on the rows that an order leads to.
"""

from dataclasses import dataclass
from typing import Any

from peewee import SqliteDatabase

from ...store.text_search import normalized

Row = dict[str, Any]
# Text of a condition and its values.
Condition = tuple[str, list[Any]]
# The values that place a row in an order: those of the column and of the id, or of the id alone.
Key = tuple[Any, ...]

_ID = "investigation_id"
ARCHIVED = {"false": (0,), "true": (1,), "all": (0, 1)}
# No id is greater.
LAST_ID = "\U0010ffff"


@dataclass(frozen=True)
class Order:
    """archived: which of the two halves of the index. first, last: keys between which all rows are, None for all."""

    user_id: str
    archived: tuple[int, ...]
    column: str
    descending: bool = False
    first: Key | None = None
    last: Key | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        return (_ID,) if self.column == _ID else (self.column, _ID)

    def beyond(self, key: Key) -> Condition:
        """Return the condition of being behind `key`."""
        return self._compared("<" if self.descending else ">", key)

    def key(self, value: Any, investigation_id: str) -> Key:
        return (investigation_id,) if self.column == _ID else (value, investigation_id)

    def keys(
        self,
        database: SqliteDatabase,
        filters: list[Condition],
        after: Key | None,
        end: Key | None,
        limit: int,
        offset: int = 0,
    ) -> list[Key]:
        """Return keys in this order, behind `after` and up to `end`."""
        shown = ", ".join(self.columns)
        branches = [self._where(archived, filters, after, end) for archived in self.archived]
        # Each branch is one range of an index in its order; SQLite merges them without sorting.
        text = " UNION ALL ".join(f"SELECT {shown} FROM {self._source} WHERE {where}" for where, _ in branches)  # noqa: S608
        direction = " DESC" if self.descending else ""
        order = ", ".join(f"{column}{direction}" for column in self.columns)
        values = [value for _, of_branch in branches for value in of_branch]
        return rows_of(database, f"{text} ORDER BY {order} LIMIT ? OFFSET ?", [*values, limit, offset])

    def end_of(self, database: SqliteDatabase, rows: int, after: Key | None) -> Key | None:
        """Return the key of the row that is so many rows behind `after`, None when there are fewer."""
        found = self.keys(database, [], after, None, 1, rows - 1)
        return found[0] if found else None

    def look(
        self, database: SqliteDatabase, shown: Condition, filters: list[Condition], after: Key | None, end: Key | None
    ) -> list[Key]:
        """Return what `shown` selects of the rows behind `after` and up to `end`, in no order.

        An aggregate is of each half.
        """
        text, values = shown
        branches = [self._where(archived, filters, after, end) for archived in self.archived]
        selects = [f"SELECT {text} FROM {self._source} WHERE {where}" for where, _ in branches]  # noqa: S608
        asked = [value for _, of_branch in branches for value in (*values, *of_branch)]
        return rows_of(database, " UNION ALL ".join(selects), asked)

    @property
    def _source(self) -> str:
        # With filters SQLite might prefer an index that it would have to sort.
        index = "" if self.column == _ID else f" INDEXED BY history_by_{self.column}"
        return f"investigation_history{index}"

    def _where(self, archived: int, filters: list[Condition], after: Key | None, end: Key | None) -> Condition:
        conditions: list[Condition] = [("user_id = ?", [self.user_id]), ("archived = ?", [archived])]
        beyond, within = ("<", ">=") if self.descending else (">", "<=")
        for compared, key in ((beyond, after or self.first), (within, end or self.last)):
            conditions += [] if key is None else [self._compared(compared, key)]
        return all_of(conditions + filters)

    def _compared(self, operator: str, key: Key) -> Condition:
        return f"({', '.join(self.columns)}) {operator} ({marks(key)})", list(key)


def rows_of(database: SqliteDatabase, statement: str, values: list[Any]) -> list[Key]:
    """Return all rows at once: no cursor is left open."""
    found: list[Key] = database.execute_sql(statement.replace("?", database.param), values).fetchall()
    return found


def all_of(conditions: list[Condition]) -> Condition:
    return " AND ".join(text for text, _ in conditions), [value for _, values in conditions for value in values]


def marks(values: Any) -> str:
    return ", ".join("?" for _ in values)


_HAS_ENTITY_TYPE = """EXISTS (SELECT 1 FROM investigation_entity_types AS t
WHERE t.investigation_id = investigation_history.investigation_id AND t.entity_type IN ({marks}))"""
# A name has as many bytes as characters when it is ASCII, and then LIKE is right and several times faster.
_CONTAINS = """(name LIKE ? ESCAPE '\\' OR investigation_id LIKE ? ESCAPE '\\'
OR (length(CAST(name AS BLOB)) > length(name) AND contains_folded(name, ?)))"""


def counted_filters(query: dict[str, Any]) -> list[Condition]:
    """Return the conditions of what the table of totals counts."""
    words = [name for name in ("status", "risk_level") if query.get(name)]
    return [(f"{name} IN ({marks(query[name])})", query[name]) for name in words]


def row_filters(query: dict[str, Any], *, within: bool) -> list[Condition]:
    """Return the conditions of all filters. within: the rows are those created from `begin` to `end` already."""
    # The plus sign keeps SQLite from taking the condition for a better way in.
    conditions = [(f"+{text}", values) for text, values in counted_filters(query)]
    if not within:
        conditions += [("+created_at >= ?", [query["begin"]])] if "begin" in query else []
        conditions += [("+created_at <= ?", [query["end"]])] if "end" in query else []
    if query.get("q"):
        conditions.append(_containing(normalized(query["q"])))
    if query.get("entity_type"):
        conditions.append((_HAS_ENTITY_TYPE.format(marks=marks(query["entity_type"])), query["entity_type"]))
    return conditions


def looks_at_rows(query: dict[str, Any]) -> bool:
    """Say whether there are filters that the table of totals does not count."""
    return any(query.get(name) for name in ("entity_type", "begin", "end", "q"))


def _containing(sought: str) -> Condition:
    pattern = "%" + sought.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return _CONTAINS, [pattern, pattern, sought]
