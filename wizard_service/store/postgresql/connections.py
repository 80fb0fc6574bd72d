"""Connections to a PostgreSQL server, and their time limits."""

from typing import Any

import psycopg
from psycopg import waiting
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ...config import DatabaseSettings
from ...errors import StorageError, TransientStorageError
from ...process.threads import is_patched

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
}
# The names of all sessions begin with this, behind a pooler as well, so that `copy` sees a service.
_APPLICATION = "wizard_service"
# A process that stops within a transaction gives up its locks after this time.
_IDLE_IN_TRANSACTION_MS = 60_000
# Each worker announces commits on one more connection, and receives announcements on another.
CONNECTIONS_BESIDES_POOL = 2
_MIN_SERVER = 140_000
# A migration, or a new epoch for a large table, takes longer than a request may.
WITHOUT_TIME_LIMITS = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0"


def connection_string(settings: DatabaseSettings, url: str = "") -> str:
    """Return the address with the settings of every connection; those that the address names win."""
    options = " ".join(f"-c {name}={value}" for name, value in time_limits(settings).items())
    parameters = _NETWORK | {"options": options} | conninfo_to_dict(url or settings.url)
    name = parameters.pop("application_name", None)
    return make_conninfo("", **parameters, application_name=f"{_APPLICATION}: {name}" if name else _APPLICATION)


def time_limits(settings: DatabaseSettings) -> dict[str, int]:
    """Return the settings of the server that limit how long a statement may run or wait."""
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
