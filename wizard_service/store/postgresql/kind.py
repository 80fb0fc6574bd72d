"""The row of PostgreSQL in the table of databases."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from ...config import DatabaseSettings
from ...errors import StorageError
from ..backend import SnapshotReader
from ..database_kind import DatabaseKind
from .backend import PostgresqlBackend
from .connections import CONNECTIONS_BESIDES_POOL, Connection, connect, is_pooled, max_pooled
from .driver_errors import storage_errors
from .identity import begin_epoch, find_move, read_identity
from .migrations import available_migrations, migrate, pending_migrations, verify
from .transaction import StandaloneReader, named, translated

# The server ends the session of a command shortly after the command.
ENDING_SESSIONS_S = 2.0


@contextmanager
def _open_read_only(settings: DatabaseSettings) -> Iterator[SnapshotReader]:
    with connect(settings) as connection:
        yield StandaloneReader(connection)


def _check_storage(settings: DatabaseSettings, workers: int) -> Iterator[str]:
    with storage_errors(), connect(settings) as connection:
        yield f"database ok: PostgreSQL {connection.info.server_version // 10_000}"
        yield _check_connections(connection, settings, workers)


def _check_history(settings: DatabaseSettings) -> Iterator[str]:
    with storage_errors(), connect(settings) as connection:
        origin, move = read_identity(connection).origin, find_move(connection)
    if origin:
        yield f"epoch {origin}"
    if move:
        yield f"the next start begins a new epoch: {move}"


@storage_errors()
def _verify_serving(settings: DatabaseSettings, workers: int) -> None:
    with connect(settings) as connection:
        _check_connections(connection, settings, workers)


def _check_connections(connection: Connection, settings: DatabaseSettings, workers: int) -> str:
    """Compare the connections of this host with what the server admits. Raises StorageError when those are too few."""
    needed = workers * (max_pooled(settings) + CONNECTIONS_BESIDES_POOL)
    if is_pooled(connection):
        return f"connections: up to {needed} to a pooler"
    ((limit,),) = connection.execute(translated(named("schema.connection_limit"))).fetchall()
    if needed > limit:
        raise StorageError(
            f"{workers} workers may need {needed} connections, and the server admits {limit}: lower WIZARD_WORKERS, "
            "DB_POOL_SIZE or DB_MAX_OVERFLOW, or raise max_connections."
        )
    return f"connections: up to {needed} of the {limit} that all hosts share"


@storage_errors()
def _verify_unused(settings: DatabaseSettings) -> None:
    with connect(settings) as connection:
        if is_pooled(connection):
            raise StorageError(
                f"{settings.location} is a pooler, whose own sessions look like those of a service: use the address of "
                "the server itself."
            )
        ends_at = time.monotonic() + ENDING_SESSIONS_S
        while sessions := _service_sessions(connection):
            if time.monotonic() > ends_at:
                raise StorageError(f"{settings.location} is in use: a service has {sessions} sessions.")
            time.sleep(0.1)


def _service_sessions(connection: Connection) -> int:
    ((sessions,),) = connection.execute(translated(named("schema.service_sessions"))).fetchall()
    return int(sessions)


@storage_errors()
def _begin_epoch(settings: DatabaseSettings, reason: str) -> None:
    with connect(settings) as connection, connection.transaction():
        begin_epoch(connection, reason)


KIND = DatabaseKind(
    open=PostgresqlBackend,
    open_read_only=_open_read_only,
    available_migrations=available_migrations,
    pending_migrations=pending_migrations,
    migrate=migrate,
    verify_schema=verify,
    verify_serving=_verify_serving,
    check_storage=_check_storage,
    check_history=_check_history,
    verify_unused=_verify_unused,
    begin_epoch=_begin_epoch,
)
