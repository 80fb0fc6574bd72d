"""What a change is given while it is being written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from peewee import Model, SqliteDatabase


def timestamp(moment: datetime) -> str:
    """Format as RFC 3339 UTC with milliseconds and `Z` (contract section 1)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


@dataclass(frozen=True)
class Transaction:
    """One change inside a group commit: everything it executes is kept or dropped together.

    now: the one moment of this change, for every row it writes.
    """

    database: SqliteDatabase
    epoch: str
    now: str

    def execute(self, query: Any) -> Any:
        """Run a Peewee query here: rows for a SELECT, the number of rows for UPDATE and DELETE."""
        return query.execute(self.database)

    def rows(self, query: Any) -> list[dict[str, Any]]:
        """Run a SELECT and return its rows as dictionaries."""
        return list(query.dicts().execute(self.database))

    def insert(self, model: type[Model], rows: Sequence[dict[str, Any]]) -> None:
        """Insert rows that all have the same columns.

        Written out here because building the same statement anew is most of what an insert costs in Peewee
        (180 us a row against 12 us).
        """
        columns = tuple(rows[0])
        statement = _insert_statement(model, columns, self.database.param)
        for row in rows:
            self.database.execute_sql(statement, [row[column] for column in columns])


@lru_cache(maxsize=64)
def _insert_statement(model: type[Model], columns: Iterable[str], param: str) -> str:
    known = {field.column_name for field in model._meta.sorted_fields}
    names = [column for column in columns if column in known]
    if len(names) != len(tuple(columns)):
        raise ValueError(f"{model.__name__} has no column {set(columns) - known}")
    return f"INSERT INTO {model._meta.table_name} ({', '.join(names)}) VALUES ({', '.join(param for _ in names)})"  # noqa: S608
