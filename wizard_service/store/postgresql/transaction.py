"""Reads and changes on one connection; exceptions of the driver become StorageError here."""

import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from typing import Any

import psycopg
from peewee import Model
from psycopg.pq import TransactionStatus

from ...errors import TooLarge
from ..backend import Reader, Row, Values
from ..checksums import with_checksums
from ..statements import delete_statement, insert_statement, named_queries, update_statement
from .connections import Connection
from .driver_errors import as_storage_error, storage_errors

_QUERIES = named_queries("postgresql")
_BEGIN_SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
# Rows that a cursor fetches at once.
_FETCHED_ROWS = 200


def named(name: str) -> str:
    """Return the text of `<noun>.<statement>`."""
    return _QUERIES[name]


@lru_cache(maxsize=1024)
def translated(statement: str) -> bytes:
    """Return a statement with the driver's placeholders in place of `?`, which our statements use for values alone."""
    return statement.replace("%", "%%").replace("?", "%s").encode()


def _sought(values: Values) -> Values:
    """Return the values of a search. A text with U+0000 becomes NULL: both match nothing that the server can store."""
    return [None if isinstance(value, str) and "\0" in value else value for value in values]


class ConnectionReader:
    """Implements `Reader` on one connection, which has a transaction in progress."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def select(self, statement: str, values: Values = ()) -> list[Row]:
        cursor = self._run(statement, _sought(values))
        columns = [column.name for column in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def select_one(self, statement: str, values: Values = ()) -> Row | None:
        rows = self.select(statement, values)
        return rows[0] if rows else None

    def select_tuples(self, statement: str, values: Values = ()) -> list[tuple[Any, ...]]:
        return self._run(statement, _sought(values)).fetchall()

    @contextmanager
    def iterate(self, statement: str, values: Values = ()) -> Iterator[Iterator[tuple[Any, ...]]]:
        try:
            with self._connection.cursor("rows") as cursor:
                cursor.itersize = _FETCHED_ROWS
                yield iter(cursor.execute(translated(statement), _sought(values)))
        except psycopg.Error as error:
            raise as_storage_error(error) from error

    def sql(self, name: str) -> str:
        return named(name)

    def _run(self, statement: str, values: Values) -> psycopg.Cursor[tuple[Any, ...]]:
        try:
            return self._connection.execute(translated(statement), values)
        except psycopg.Error as error:
            raise as_storage_error(error) from error


@contextmanager
def snapshot_on(connection: Connection) -> Iterator[Reader]:
    """Open a reader whose selects all see the same moment; one that is open already is joined."""
    if connection.info.transaction_status is not TransactionStatus.IDLE:
        yield ConnectionReader(connection)
        return
    with storage_errors():
        connection.execute(_BEGIN_SNAPSHOT)
    try:
        yield ConnectionReader(connection)
    finally:
        if not connection.broken:
            # After ROLLBACK the driver would discard the prepared statements of the connection.
            with storage_errors():
                connection.execute("COMMIT")


class StandaloneReader(ConnectionReader):
    """Implements `SnapshotReader` on a connection that is used by nothing else."""

    def snapshot(self) -> AbstractContextManager[Reader]:
        return snapshot_on(self._connection)

    @contextmanager
    def iterate(self, statement: str, values: Values = ()) -> Iterator[Iterator[tuple[Any, ...]]]:
        with self.snapshot() as reader, reader.iterate(statement, values) as rows:
            yield rows


class PostgresqlTransaction(ConnectionReader):
    """Implements `Transaction`: one change.

    time_limit_s: the processor time that the change may take, None for any. used_s: what it has taken. Other greenlets
    of this thread run while the change waits for the server, so only the time between its statements counts.
    """

    def __init__(self, connection: Connection, epoch: str, now: str, time_limit_s: float | None = None) -> None:
        super().__init__(connection)
        self.epoch = epoch
        self.now = now
        self._time_limit_s, self.used_s = time_limit_s, 0.0
        self._resumed_at = time.thread_time()

    def require_time(self) -> None:
        """Raise TooLarge when the change has taken longer than it may."""
        now = time.thread_time()
        self.used_s += now - self._resumed_at
        self._resumed_at = now
        if self._time_limit_s is not None and self.used_s > self._time_limit_s:
            raise TooLarge("The change takes too long for one transaction and was rolled back. Send less at once.")

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        self.require_time()
        try:
            yield
        finally:
            self._resumed_at = time.thread_time()

    @contextmanager
    def iterate(self, statement: str, values: Values = ()) -> Iterator[Iterator[tuple[Any, ...]]]:
        # Each batch of rows is a wait for the server, so the time of the whole iteration does not count.
        with self._waiting(), super().iterate(statement, values) as rows:
            yield rows

    def _run(self, statement: str, values: Values) -> psycopg.Cursor[tuple[Any, ...]]:
        with self._waiting():
            return super()._run(statement, values)

    def execute(self, statement: str, values: Values = ()) -> int:
        return self._run(statement, values).rowcount

    def insert(self, model: type[Model], rows: Sequence[Row]) -> None:
        complete = [with_checksums(model, row) for row in rows]
        columns = tuple(complete[0])
        statement = translated(insert_statement(model, columns))
        values = [[row[column] for column in columns] for row in complete]
        if len(values) == 1:
            self._run(insert_statement(model, columns), values[0])
            return
        try:
            with self._waiting(), self._connection.cursor() as cursor:
                # The driver sends all rows before it waits for the first answer.
                cursor.executemany(statement, values)
        except psycopg.Error as error:
            raise as_storage_error(error) from error

    def update(self, model: type[Model], changes: Row, where: Row) -> int:
        statement = update_statement(model, tuple(changes), tuple(where))
        return self.execute(statement, [*changes.values(), *_sought([*where.values()])])

    def delete(self, model: type[Model], where: Row) -> int:
        return self.execute(delete_statement(model, tuple(where)), _sought([*where.values()]))
