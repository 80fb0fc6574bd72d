"""Reads and changes on a SQLite connection. Exceptions of the driver and of Peewee become StorageError here."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from peewee import IntegrityError, Model, OperationalError, PeeweeException, SqliteDatabase

from ...errors import ConstraintViolation, StorageError, TooLarge, UniqueViolation
from ..backend import Reader, Row, Values
from ..checksums import with_checksums
from ..statements import delete_statement, insert_statement, named_queries, update_statement
from .connection import Connection, transient_error

_QUERIES = named_queries("sqlite")
# Peewee connects, and begins and ends transactions. The driver cannot decode messages that quote a damaged schema, nor
# encode damaged text that was read as lone surrogates.
DRIVER_ERRORS = (sqlite3.Error, PeeweeException, UnicodeError)

_UNIQUE_CODES = (
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_ROWID,
)


def as_storage_error(error: Exception) -> StorageError:
    """Return the backend-independent error for an error of the driver."""
    if isinstance(error, (sqlite3.IntegrityError, IntegrityError)):
        is_duplicate = getattr(error, "sqlite_errorcode", None) in _UNIQUE_CODES
        return UniqueViolation(str(error)) if is_duplicate else ConstraintViolation(str(error))
    if isinstance(error, (sqlite3.OperationalError, OperationalError)):
        return transient_error(error)
    return StorageError(str(error))


class SqliteReader:
    """Implements `SnapshotReader` on one connection."""

    def __init__(self, database: SqliteDatabase) -> None:
        self.database = database

    def select(self, statement: str, values: Values = ()) -> list[Row]:
        cursor, rows = self._all(statement, values)
        columns = [column[0] for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in rows]

    def select_one(self, statement: str, values: Values = ()) -> Row | None:
        cursor, rows = self._all(statement, values)
        return {column[0]: value for column, value in zip(cursor.description, rows[0], strict=True)} if rows else None

    def select_tuples(self, statement: str, values: Values = ()) -> list[tuple[Any, ...]]:
        return self._all(statement, values)[1]

    @contextmanager
    def iterate(self, statement: str, values: Values = ()) -> Iterator[Iterator[tuple[Any, ...]]]:
        # A statement that is not read to its end would keep its snapshot, so it is closed at once.
        try:
            with closing(self._run(statement, values)) as rows:
                yield rows
        except DRIVER_ERRORS as error:
            raise as_storage_error(error) from error

    def sql(self, name: str) -> str:
        return _QUERIES[name]

    @contextmanager
    def snapshot(self) -> Iterator[Reader]:
        try:
            with self.database.atomic():
                yield self
        except DRIVER_ERRORS as error:
            raise as_storage_error(error) from error

    def _all(self, statement: str, values: Values) -> tuple[Any, list[tuple[Any, ...]]]:
        try:
            cursor = self._run(statement, values)
            return cursor, cursor.fetchall()
        except DRIVER_ERRORS as error:
            raise as_storage_error(error) from error

    def _run(self, statement: str, values: Values) -> sqlite3.Cursor:
        connection: Connection = self.database.connection()
        connection.began = time.monotonic()
        return connection.execute(statement, values)


class SqliteTransaction(SqliteReader):
    """Implements `Transaction`: one change inside a group commit.

    time_limit_s: the processor time that the change may take, None for any. A busy host or a slow disk is not the
    fault of a change, so time in which it waits does not count.
    """

    def __init__(self, database: SqliteDatabase, epoch: str, now: str, time_limit_s: float | None = None) -> None:
        super().__init__(database)
        self.epoch = epoch
        self.now = now
        self._ends_at = None if time_limit_s is None else time.thread_time() + time_limit_s

    def require_time(self) -> None:
        """Raise TooLarge when the change has taken longer than it may."""
        if self._ends_at is not None and time.thread_time() > self._ends_at:
            raise TooLarge("The change takes too long for one transaction and was rolled back. Send less at once.")

    def execute(self, statement: str, values: Values = ()) -> int:
        try:
            return self._run(statement, values).rowcount
        except DRIVER_ERRORS as error:
            raise as_storage_error(error) from error

    def insert(self, model: type[Model], rows: Sequence[Row]) -> None:
        complete = [with_checksums(model, row) for row in rows]
        columns = tuple(complete[0])
        statement = insert_statement(model, columns)
        for row in complete:
            self.execute(statement, [row[column] for column in columns])

    def update(self, model: type[Model], changes: Row, where: Row) -> int:
        statement = update_statement(model, tuple(changes), tuple(where))
        return self.execute(statement, [*changes.values(), *where.values()])

    def _run(self, statement: str, values: Values) -> sqlite3.Cursor:
        self.require_time()
        return super()._run(statement, values)

    def delete(self, model: type[Model], where: Row) -> int:
        return self.execute(delete_statement(model, tuple(where)), [*where.values()])
