"""What a change is given while it is being written.

Plain INSERT, UPDATE and DELETE by column names, built once per shape.

Building the same statement anew is most of what a write costs in Peewee: 180 us a row against 12 us.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from peewee import Model, SqliteDatabase


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


@lru_cache(maxsize=128)
def insert_statement(model: type[Model], columns: tuple[str, ...], param: str) -> str:
    _check_columns(model, columns)
    return f"INSERT INTO {model._meta.table_name} ({', '.join(columns)}) VALUES ({', '.join(param for _ in columns)})"  # noqa: S608


@lru_cache(maxsize=128)
def update_statement(model: type[Model], columns: tuple[str, ...], where: tuple[str, ...], param: str) -> str:
    _check_columns(model, (*columns, *where))
    changes = ", ".join(f"{column} = {param}" for column in columns)
    return f"UPDATE {model._meta.table_name} SET {changes} WHERE {_condition(where, param)}"  # noqa: S608


@lru_cache(maxsize=128)
def delete_statement(model: type[Model], where: tuple[str, ...], param: str) -> str:
    _check_columns(model, where)
    return f"DELETE FROM {model._meta.table_name} WHERE {_condition(where, param)}"  # noqa: S608


def _condition(where: tuple[str, ...], param: str) -> str:
    return " AND ".join(f"{column} = {param}" for column in where)


def _check_columns(model: type[Model], columns: tuple[str, ...]) -> None:
    # Column names are ours, never a caller's; this catches a misspelt one before SQLite does.
    unknown = set(columns) - {field.column_name for field in model._meta.sorted_fields}
    if unknown:
        raise ValueError(f"{model.__name__} has no column {', '.join(sorted(unknown))}")
