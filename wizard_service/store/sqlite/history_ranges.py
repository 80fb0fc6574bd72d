"""Statements over a user's history in SQLite: ranges of an index in one order, and the conditions on their rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..backend import Reader
from ..search import HistorySearch, Key, normalized

# Text of a condition and its values.
Condition = tuple[str, Sequence[Any]]

_ID = "investigation_id"
_HAS_ENTITY_TYPE = """EXISTS (SELECT 1 FROM investigation_entity_types AS t
WHERE t.investigation_id = investigation_history.investigation_id AND t.entity_type IN ({params}))"""
# A name has as many bytes as characters when it is ASCII; LIKE is exact for those and several times faster.
_CONTAINS = """(name LIKE ? ESCAPE '\\' OR investigation_id LIKE ? ESCAPE '\\'
OR (length(CAST(name AS BLOB)) > length(name) AND contains_normalized(name, ?)))"""


@dataclass(frozen=True)
class Filters:
    """The conditions of one search, built once.

    counted: on columns by which the table of totals counts. created: on the time of creation. others: on other columns.
    """

    counted: list[Condition]
    created: list[Condition]
    others: list[Condition]

    @classmethod
    def of(cls, search: HistorySearch) -> "Filters":
        counted = (("status", search.statuses), ("risk_level", search.risk_levels))
        created = ((">=", search.created_from), ("<=", search.created_to))
        others: list[Condition] = [_containing(search.text)] if search.text else []
        if search.entity_types:
            others.append((_HAS_ENTITY_TYPE.format(params=sql_params(search.entity_types)), search.entity_types))
        return cls(
            [(f"{column} IN ({sql_params(words)})", words) for column, words in counted if words],
            [(f"+created_at {operator} ?", (moment,)) for operator, moment in created if moment],
            others,
        )

    @property
    def need_rows(self) -> bool:
        """Whether rows must be read to count matches, because the table of totals does not know them."""
        return bool(self.created or self.others)

    def on_rows(self, *, created_in_range: bool) -> list[Condition]:
        """Return all conditions; those on the time of creation only unless a range guarantees them already."""
        # The unary plus stops SQLite from choosing another index for the condition.
        counted = [(f"+{text}", values) for text, values in self.counted]
        return counted + ([] if created_in_range else self.created) + self.others


@dataclass(frozen=True)
class Order:
    """A user's history in one order.

    archived: the values of `archived`, each of which is one half of the index. first, last: bounds of the keys, None
    for no bound.
    """

    reader: Reader
    user_id: str
    archived: tuple[int, ...]
    column: str
    descending: bool = False
    first: Key | None = None
    last: Key | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        return (_ID,) if self.column == _ID else (self.column, _ID)

    def key(self, value: Any, investigation_id: str) -> Key:
        return (investigation_id,) if self.column == _ID else (value, investigation_id)

    def after(self, key: Key) -> Condition:
        """Return the condition that a row comes after `key`."""
        return self._compared("<" if self.descending else ">", key)

    def keys(
        self, filters: list[Condition], after: Key | None, end: Key | None, limit: int, offset: int = 0
    ) -> list[Key]:
        """Return keys in this order, those after `after` and up to `end`."""
        branches, values = self._branches((", ".join(self.columns), ()), filters, after, end)
        direction = " DESC" if self.descending else ""
        order = ", ".join(f"{column}{direction}" for column in self.columns)
        return self.reader.select_tuples(f"{branches} ORDER BY {order} LIMIT ? OFFSET ?", [*values, limit, offset])

    def nth_key(self, n: int, after: Key | None = None) -> Key | None:
        """Return the key of the n-th row after `after`, None when there are fewer."""
        keys = self.keys([], after, None, 1, n - 1)
        return keys[0] if keys else None

    def select(
        self, selected: Condition, filters: list[Condition], after: Key | None, end: Key | None
    ) -> list[tuple[Any, ...]]:
        """Return the `selected` expressions of rows in no order, one result per half when they are aggregates."""
        return self.reader.select_tuples(*self._branches(selected, filters, after, end))

    def _branches(
        self, selected: Condition, filters: list[Condition], after: Key | None, end: Key | None
    ) -> tuple[str, list[Any]]:
        # Each branch is one range of an index in its order; SQLite merges ordered branches without sorting.
        statements: list[str] = []
        values: list[Any] = []
        for archived in self.archived:
            where, where_values = self._where(archived, filters, after, end)
            statements.append(f"SELECT {selected[0]} FROM {self._source} WHERE {where}")  # noqa: S608 - own columns
            values += [*selected[1], *where_values]
        return " UNION ALL ".join(statements), values

    @property
    def _source(self) -> str:
        # With filters SQLite might prefer an index that it would have to sort.
        index = "" if self.column == _ID else f" INDEXED BY history_by_{self.column}"
        return f"investigation_history{index}"

    def _where(self, archived: int, filters: list[Condition], after: Key | None, end: Key | None) -> Condition:
        conditions: list[Condition] = [("user_id = ?", (self.user_id,)), ("archived = ?", (archived,))]
        after, end = after or self.first, end or self.last
        if after is not None:
            conditions.append(self.after(after))
        if end is not None:
            conditions.append(self._compared(">=" if self.descending else "<=", end))
        return all_of(conditions + filters)

    def _compared(self, operator: str, key: Key) -> Condition:
        return f"({', '.join(self.columns)}) {operator} ({sql_params(key)})", key


def all_of(conditions: list[Condition]) -> Condition:
    """Return the conjunction of at least one condition."""
    return " AND ".join(text for text, _ in conditions), [value for _, values in conditions for value in values]


def sql_params(values: Sequence[Any]) -> str:
    """Return one placeholder for each value."""
    return ", ".join("?" * len(values))


def _containing(text: str) -> Condition:
    folded = normalized(text)
    pattern = "%" + folded.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return _CONTAINS, (pattern, pattern, folded)
