"""What a change is given while it is being written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from peewee import Model, SqliteDatabase

from .statements import delete_statement, insert_statement, update_statement


def timestamp(moment: datetime) -> str:
    """Format as RFC 3339 UTC with milliseconds and `Z` (contract section 1)."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class Transaction:
    """One change inside a group commit: everything it executes is kept or dropped together.

    now: the one moment of this change, for every row it writes.
    """

    database: SqliteDatabase
    epoch: str
    now: str

    def insert(self, model: type[Model], rows: Sequence[dict[str, Any]]) -> None:
        """Insert rows that all have the same columns."""
        columns = tuple(rows[0])
        statement = insert_statement(model, columns, self.database.param)
        for row in rows:
            self.database.execute_sql(statement, [row[column] for column in columns])

    def update(self, model: type[Model], changes: dict[str, Any], where: dict[str, Any]) -> int:
        """Change the rows whose columns have the values of `where`; return how many there were."""
        statement = update_statement(model, tuple(changes), tuple(where), self.database.param)
        count: int = self.database.execute_sql(statement, [*changes.values(), *where.values()]).rowcount
        return count

    def delete(self, model: type[Model], where: dict[str, Any]) -> int:
        """Delete the rows whose columns have the values of `where`; return how many there were."""
        statement = delete_statement(model, tuple(where), self.database.param)
        count: int = self.database.execute_sql(statement, [*where.values()]).rowcount
        return count
