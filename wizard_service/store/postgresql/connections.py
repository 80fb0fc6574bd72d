"""Connections to a PostgreSQL server: their time limits, and the pool of a process."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import waiting
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from ...config import DatabaseSettings
from ...errors import StorageError, TransientStorageError
from ...process.cooperative import current_flow
from ...process.fair_lock import FairLock
from ...process.threads import is_patched
from .driver_errors import as_storage_error

Connection = psycopg.Connection[tuple[Any, ...]]

# A peer that vanishes is noticed within 20 s; a server that does not answer a new connection within 3 s.
_NETWORK: dict[str, str | int] = {
    "connect_timeout": 3,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 20_000,
    "client_encoding": "UTF8",
    # The driver uses only the primary of several hosts in an address; it does not use a standby.
    "target_session_attrs": "read-write",
    "application_name": "wizard_service",
}
# A process that stops within a transaction gives up its locks after this time.
_IDLE_IN_TRANSACTION_MS = 60_000
# The pool gives up an attempt to connect after this time; the next request begins another one.
_RECONNECT_S = 1.0
# How long a request waits for a connection while the server is known to be away.
_WAIT_WHEN_AWAY_S = 0.05
_NONE_AVAILABLE = "No connection to the database is available."
# Each worker announces commits on one more connection, and receives announcements on another.
CONNECTIONS_BESIDES_POOL = 2
_MIN_SERVER = 140_000
# The default of a database may be another level.
_BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED"
# A migration, or a new epoch for a large table, takes longer than a request may.
WITHOUT_TIME_LIMITS = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0"


def connection_string(settings: DatabaseSettings, url: str = "") -> str:
    """Return the address with the settings of every connection; those that the address names win."""
    options = " ".join(f"-c {name}={value}" for name, value in _time_limits(settings).items())
    return make_conninfo("", **(_NETWORK | {"options": options} | conninfo_to_dict(url or settings.url)))


def _time_limits(settings: DatabaseSettings) -> dict[str, int]:
    return {
        "statement_timeout": settings.statement_timeout_ms,
        "lock_timeout": settings.write_timeout_ms,
        "idle_in_transaction_session_timeout": _IDLE_IN_TRANSACTION_MS,
    }


def connect(settings: DatabaseSettings, url: str = "") -> Connection:
    """Open a connection outside the pool, in autocommit mode. url: another address than DATABASE_URL.

    It prepares no statements, because a pooler may run the next one on another connection to the server. Raises
    TransientStorageError.
    """
    require_cooperation()
    try:
        connection = psycopg.connect(connection_string(settings, url), autocommit=True, prepare_threshold=None)
    except psycopg.Error as error:
        raise TransientStorageError(f"{settings.location}: {str(error).strip()}") from error
    if connection.info.server_version < _MIN_SERVER:
        connection.close()
        raise StorageError(f"{settings.location} is older than PostgreSQL 14")
    return connection


def is_pooled(connection: Connection) -> bool:
    """Return whether a pooler is between this process and the server. Raises errors of the driver."""
    ((server_process,),) = connection.execute("SELECT pg_backend_pid()").fetchall()
    # A pooler introduces itself with another number than the process of the server that it has chosen.
    return bool(server_process != connection.info.backend_pid)


def max_pooled(settings: DatabaseSettings) -> int:
    """Return how many connections the pool of a worker may have."""
    return settings.pool_size + settings.max_overflow


def require_cooperation() -> None:
    """Raise RuntimeError when waiting for the server would stop all greenlets of a patched process."""
    if is_patched() and waiting.wait is getattr(waiting, "wait_c", None):
        raise RuntimeError("psycopg was imported before gevent patched this process.")


class Pool:
    """The connections of a process. The users of the service wait for them in rotation.

    configure: called with each new connection; it raises to refuse it. begin: the statements that begin a change.
    """

    def __init__(self, settings: DatabaseSettings, configure: Callable[[Connection], None]) -> None:
        self.begin = _BEGIN
        self._settings = settings
        self._configure = configure
        self._timeout_s = settings.write_timeout_ms / 1000
        self._is_away, self._lent = False, 0
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
        if is_pooled(connection):
            # Neither prepared statements nor settings of a session outlast a transaction.
            connection.prepare_threshold = None
            limits = [f"SET LOCAL {name} = {value}" for name, value in _time_limits(self._settings).items()]
            self.begin = "; ".join([_BEGIN, *limits])
        self._configure(connection)

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
