"""The pool of connections of a process to a PostgreSQL server or a pooler."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from ...config import DatabaseSettings
from ...errors import TransientStorageError
from ...process.cooperative import current_flow
from ...process.fair_lock import FairLock
from .connections import Connection, connection_string, is_pooled, max_pooled, time_limits
from .driver_errors import as_storage_error

# The pool gives up an attempt to connect after this time; the next request begins another one.
_RECONNECT_S = 1.0
# How long a request waits for a connection while the server is known to be away.
_WAIT_WHEN_AWAY_S = 0.05
_NONE_AVAILABLE = "No connection to the database is available."
# The default of a database may be another level.
_BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED"
# Behind a pooler, a connection is checked again after this time.
_POOLED_CHECK_S = 1.0


class Pool:
    """The connections of a process. The users of the service wait for them in rotation.

    configure: called with each new connection, behind a pooler again and again; it raises to refuse it. begin: the
    statements that begin a change.
    """

    def __init__(self, settings: DatabaseSettings, configure: Callable[[Connection], None]) -> None:
        self.begin = _BEGIN
        self._settings = settings
        self._configure = configure
        self._timeout_s = settings.write_timeout_ms / 1000
        self._is_away, self._lent = False, 0
        self._is_pooled, self._checked_at = False, 0.0
        # The pool itself serves in the order of arrival, so no caller waits there while all connections are in use.
        self._fair_lock = FairLock(max_pooled(settings))
        self._pool = ConnectionPool(
            connection_string(settings),
            kwargs={"autocommit": True},
            min_size=1,
            max_size=max_pooled(settings),
            configure=self._prepare,
            timeout=self._timeout_s,
            reconnect_timeout=_RECONNECT_S,
            open=True,
        )

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Lend a connection for the block. Raises TransientStorageError when there is none in time.

        A connection that is left within a query, or is broken, is closed.
        """
        deadline = time.monotonic() + self._settings.pool_timeout_s
        if not self._fair_lock.acquire(current_flow(), self._settings.pool_timeout_s):
            raise TransientStorageError(_NONE_AVAILABLE)
        try:
            connection = self._acquire(deadline)
            self._lent += 1
            try:
                self._check_again(connection)
                yield connection
            finally:
                self._lent -= 1
                self._pool.putconn(connection)
        finally:
            self._fair_lock.release()

    def replace_broken(self) -> None:
        """Replace the idle connections that no longer work, as after a restart of the server."""
        self._pool.check()

    def close(self) -> None:
        self._pool.close()

    def _prepare(self, connection: Connection) -> None:
        self._is_pooled = is_pooled(connection)
        limits: dict[str, int | str] = {}
        if self._is_pooled:
            # Neither prepared statements nor settings of a session outlast a transaction.
            connection.prepare_threshold = None
            limits |= time_limits(self._settings)
        if _commits_early(connection):
            limits["synchronous_commit"] = "on"
        self.begin = "; ".join([_BEGIN, *(f"SET LOCAL {name} = {value}" for name, value in limits.items())])
        self._configure(connection)
        self._checked_at = time.monotonic()

    def _check_again(self, connection: Connection) -> None:
        """Repeat the check of a new connection: a pooler may lead to another server at any time."""
        if not self._is_pooled or time.monotonic() - self._checked_at < _POOLED_CHECK_S:
            return
        try:
            self._configure(connection)
        except TransientStorageError:
            # The borrower meets a broken connection by itself, and tries another one.
            if not connection.broken:
                raise
        else:
            self._checked_at = time.monotonic()

    def _acquire(self, deadline: float) -> Connection:
        while (connection := self._try_acquire(deadline)) is None:
            pass
        self._is_away = False
        return connection

    def _try_acquire(self, deadline: float) -> Connection | None:
        """Return a connection, None when all are in use and the deadline has not passed."""
        try:
            return self._pool.getconn(_WAIT_WHEN_AWAY_S if self._is_away else self._timeout_s)
        except PoolClosed as error:
            raise TransientStorageError("The process is closing the database.") from error
        except PoolTimeout as error:
            # The size of the pool does not show it, because it counts connections that are being opened.
            self._is_away = self._lent == 0
            if not self._is_away and time.monotonic() < deadline:
                return None
            raise TransientStorageError(_NONE_AVAILABLE) from error
        except psycopg.Error as error:
            raise as_storage_error(error) from error


def _commits_early(connection: Connection) -> bool:
    """Return whether a COMMIT does not wait for the disk, as an administrator may have set for a role or database."""
    ((synchronous_commit,),) = connection.execute("SHOW synchronous_commit").fetchall()
    return bool(synchronous_commit == "off")
