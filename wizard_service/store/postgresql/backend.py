"""PostgreSQL behind the seam: a pool of connections, one transaction per change, and a doorbell between processes."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar, cast

from ...config import DatabaseSettings
from ...errors import StorageUnavailable, TransientStorageError
from ...process import served_database, shared_memory
from ...timestamps import Clock
from ..backend import Change, LockKey, Position, Reader, Result, Row, StoredEvent, Transaction, Values
from ..degraded import DegradedFlag
from ..failure_log import ErrorThrottle
from ..search import HistorySearch, Key
from . import tail
from .connections import Connection, connect
from .driver_errors import storage_errors
from .history_search import find_keys
from .identity import claim, read_place
from .migrations import verify_schema
from .pool import Pool
from .server_clock import ServerClock
from .transaction import ConnectionReader, named, snapshot_on
from .wake_up import WakeUp
from .writer import Writer

Answer = TypeVar("Answer")


class PostgresqlBackend:
    """Implements `Backend`.

    Raises SchemaError when the database is not what this program needs, TransientStorageError when no server answers.
    """

    def __init__(self, settings: DatabaseSettings, clock: Clock | None = None) -> None:
        self._server_clock = ServerClock()
        with storage_errors(), connect(settings) as connection:
            verify_schema(connection)
            identity = claim(connection)
            self._server_clock.read(connection)
        # All workers open the same database, and after a failover each of them another one than before.
        served_database.replace(identity.name)
        self._place = identity.place
        self.epoch, self.epoch_origin = identity.epoch, identity.origin
        self.clock = clock or self._server_clock
        self.errors = ErrorThrottle()
        self.degraded = DegradedFlag(shared_memory.storage_failure())
        self.refusal: str | None = None
        self._closed = False
        self._pool = Pool(settings, self._prepare)
        self._writer = Writer(settings, self._pool, self.epoch, self._moment_of_change)
        self._wake_up = WakeUp(settings)

    def write(self, change: Change[Result], *, locks: Sequence[LockKey] = (), has_time_limit: bool = False) -> Result:
        try:
            # Idle connections may still lead to the database that the address led to before.
            if self.refusal is not None:
                raise StorageUnavailable(self.refusal)
            result = self._writer.write(change, locks, has_time_limit=has_time_limit)
        except StorageUnavailable as error:
            # A process that is closing its database says nothing about the storage.
            if not self._closed:
                self.errors.record(error)
                self.degraded.set()
            raise
        self.degraded.clear()
        self._wake_up.announce_commit()
        return result

    def write_best_effort(self, change: Change[None]) -> None:
        # Like `write`, it must not reach the database that the address led to before.
        if self.refusal is None:
            self._writer.write_best_effort(change)

    def select(self, statement: str, values: Values = ()) -> list[Row]:
        return self._read(lambda reader: reader.select(statement, values))

    def select_one(self, statement: str, values: Values = ()) -> Row | None:
        return self._read(lambda reader: reader.select_one(statement, values))

    def select_tuples(self, statement: str, values: Values = ()) -> list[tuple[Any, ...]]:
        return self._read(lambda reader: reader.select_tuples(statement, values))

    @contextmanager
    def iterate(self, statement: str, values: Values = ()) -> Iterator[Iterator[tuple[Any, ...]]]:
        with self.snapshot() as reader, reader.iterate(statement, values) as rows:
            yield rows

    def sql(self, name: str) -> str:
        return named(name)

    @contextmanager
    def snapshot(self) -> Iterator[Reader]:
        self._require_not_refused()
        # The pool closes a connection that is broken or within a query.
        with self._pool.connection() as connection, snapshot_on(connection) as reader:
            yield reader

    def find_history_keys(self, search: HistorySearch) -> tuple[list[Key], int]:
        return find_keys(self, search)

    def wait_for_commit(self, timeout_s: float) -> bool:
        return self._wake_up.wait(timeout_s)

    def wake(self) -> None:
        self._wake_up.wake()

    def tail_end(self) -> Position:
        self._wake_up.record_read()
        return Position(tail.tail_end(self))

    def read_tail(self, position: Position, limit: int) -> tuple[Position, list[StoredEvent]]:
        self._wake_up.record_read()
        before = cast(tail.TailPosition, position)
        after, events = tail.read(self, before, limit)
        if before.until is not None and after.until is None:
            # Events that were committed while a batch was read in parts are next.
            self.wake()
        return Position(after), events

    def position_number(self, position: Position) -> float:
        return float(cast(tail.TailPosition, position).newest)

    @property
    def doorbell_rings(self) -> bool:
        return self._wake_up.doorbell_rings

    def probe(self) -> None:
        self.write(_write_probe)

    def watch(self) -> None:
        self._require_not_refused()

    def verify(self) -> None:
        with self._pool.connection() as connection:
            self._require_own_place(connection)

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._writer.close()
        self._wake_up.stop()
        self._pool.close()

    def _read(self, query: Callable[[ConnectionReader], Answer]) -> Answer:
        self._require_not_refused()
        with self._pool.connection() as connection:
            try:
                return query(ConnectionReader(connection))
            except TransientStorageError:
                if not connection.broken:
                    raise
        # The server has closed the connection while it was idle, as a restart does.
        self._pool.replace_broken()
        with self._pool.connection() as connection:
            return query(ConnectionReader(connection))

    def _prepare(self, connection: Connection) -> None:
        self._require_own_place(connection)
        with storage_errors():
            self._server_clock.read(connection)

    def _moment_of_change(self, server_moment: datetime) -> datetime:
        self._server_clock.set(server_moment)
        return server_moment if self.clock is self._server_clock else self.clock()

    def _require_own_place(self, connection: Connection) -> None:
        """Raise TransientStorageError when a connection leads to another server or database than at the start."""
        with storage_errors():
            place = read_place(connection)
        self.refusal = None
        if place != self._place:
            self.refusal = "The address leads to another database than at the start, which a new process must open."
            served_database.mark_moved()
        self._require_not_refused()

    def _require_not_refused(self) -> None:
        if self.refusal is not None:
            raise TransientStorageError(self.refusal)


def _write_probe(tx: Transaction) -> None:
    tx.execute(tx.sql("meta.probe"), (tx.now,))
