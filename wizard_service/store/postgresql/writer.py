"""The one way to write: a change is one transaction on a pooled connection, which takes the locks of the change first.

The isolation level is READ COMMITTED: each statement of a change sees everything that was committed under its locks.
"""

import hashlib
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

import psycopg

from ...config import DatabaseSettings
from ...errors import StorageUnavailable, TransientStorageError
from ...timestamps import timestamp
from ..backend import Change, LockKey, Result
from ..best_effort import BestEffortQueue
from .connections import Connection
from .driver_errors import READ_ONLY, as_storage_error, storage_errors
from .pool import Pool
from .server_clock import READ_CLOCK, moment_in
from .transaction import PostgresqlTransaction


class Writer:
    """Writes of one process. Raises StorageUnavailable when nothing was stored in time, or when that is unknown.

    moment_of: maps the moment at which the server began a change to the moment that the change stores.
    """

    def __init__(
        self, settings: DatabaseSettings, pool: Pool, epoch: str, moment_of: Callable[[datetime], datetime]
    ) -> None:
        self._settings = settings
        self._pool = pool
        self._epoch = epoch
        self._moment_of = moment_of
        self._best_effort: BestEffortQueue[Change[None]] = BestEffortQueue(self._write_once)
        self._closed = False

    def write(self, change: Change[Result], locks: Sequence[LockKey], *, has_time_limit: bool = False) -> Result:
        """Run `change` in a transaction and return its result once it is durable.

        `change` may run more than once (a deadlock, a lost connection), so it must do nothing but read and write
        through its transaction. has_time_limit: see `Backend.write`.
        """
        time_limit_s = self._settings.change_time_ms / 1000 if has_time_limit else None
        delay_s = self._settings.retry_delay_ms / 1000
        for attempt in range(self._settings.retry_attempts):
            try:
                return self._run(change, locks, time_limit_s)
            except TransientStorageError as error:
                failure = error
                # After a restart of the server, all idle connections are broken.
                self._pool.replace_broken()
            if attempt + 1 < self._settings.retry_attempts:
                time.sleep(delay_s * 2**attempt)
        raise StorageUnavailable("The database does not accept writes at the moment.") from failure

    def write_best_effort(self, change: Change[None]) -> None:
        """Hand over a change that is lost when it fails, when too many are pending, or when the process is killed."""
        if self._best_effort.accepts:
            self._best_effort.add(change)

    def close(self) -> None:
        """Finish the best-effort writes."""
        self._closed = True
        self._best_effort.close()

    def _run(self, change: Change[Result], locks: Sequence[LockKey], time_limit_s: float | None) -> Result:
        if self._closed:
            raise StorageUnavailable("The process is closing the database.")
        with self._pool.connection() as connection:
            try:
                return self._run_on(connection, change, locks, time_limit_s)
            except BaseException as error:
                _roll_back(connection, error)
                raise

    def _run_on(
        self,
        connection: Connection,
        change: Change[Result],
        locks: Sequence[LockKey] = (),
        time_limit_s: float | None = None,
    ) -> Result:
        now = timestamp(self._moment_of(_begin(connection, self._pool.begin, locks)))
        transaction = PostgresqlTransaction(connection, self._epoch, now, time_limit_s)
        result = change(transaction)
        # The last part of the change may have been work without a statement.
        transaction.require_time()
        _commit(connection)
        return result

    def _write_once(self, change: Change[None]) -> None:
        with self._pool.connection() as connection:
            try:
                self._run_on(connection, change)
            except BaseException as error:
                _roll_back(connection, error)
                raise


def lock_number(key: LockKey) -> int:
    """Return the key of the advisory lock. Two changes that share a number by chance only wait for each other."""
    return int.from_bytes(hashlib.sha256("\0".join(key).encode()).digest()[:8], "big", signed=True)


@storage_errors()
def _begin(connection: Connection, begin: str, locks: Sequence[LockKey]) -> datetime:
    """Begin a transaction and take the locks, all in one message, and return the moment on the server's clock."""
    # All changes take locks in the same order. The clock is read under them, so that times follow the changes.
    numbers = sorted({lock_number(key) for key in locks})
    take_locks = [f"SELECT pg_advisory_xact_lock({number})" for number in numbers]
    cursor = connection.execute("; ".join([begin, *take_locks, READ_CLOCK]).encode())
    cursor.set_result(-1)
    return moment_in(cursor.fetchall())


def _commit(connection: Connection) -> None:
    """Commit. Raises StorageUnavailable when the answer of the server is lost: the change may be stored."""
    try:
        connection.execute("COMMIT")
    except psycopg.Error as error:
        if connection.broken or connection.closed:
            raise StorageUnavailable("The connection was lost while the change was being stored.") from error
        raise as_storage_error(error) from error


def _roll_back(connection: Connection, error: BaseException) -> None:
    """End the transaction; close a connection that is broken, or whose server no longer accepts writes."""
    if getattr(error.__cause__, "sqlstate", None) != READ_ONLY:
        with suppress(psycopg.Error):
            connection.execute("ROLLBACK")
            return
    connection.close()
