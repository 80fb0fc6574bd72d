"""Statements over a user's history in SQLite: ranges of an index in one order."""

from dataclasses import dataclass
from typing import Any

from ...backend import Reader
from ...search import Key
from .filters import Condition, all_of, sql_params

_ID = "investigation_id"


@dataclass(frozen=True)
class Order:
    """A user's history in one order.

    archived: the values of `archived` to include; each is one half of the index. first, last: bounds of the keys, None
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
        """Return the condition for rows after `key`."""
        return self._compared("<" if self.descending else ">", key)

    def keys(
        self, filters: list[Condition], after: Key | None, end: Key | None, limit: int, offset: int = 0
    ) -> list[Key]:
        """Return the keys after `after` up to `end`, in this order."""
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
        # With filters SQLite might choose another index and sort its rows.
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
