"""The row of SQLite in the table of databases."""

from collections.abc import Iterator
from contextlib import closing

from ...config import DatabaseSettings
from ...errors import StorageError
from ..database_kind import DatabaseKind
from .backend import SqliteBackend, open_sqlite_reader
from .connection import connect_existing, connected, database_path, quick_check, storage_errors
from .identity.epoch import rotate_epoch
from .identity.loss import inspect
from .identity.open_lock import exclusive
from .identity.opening import record_installed
from .lock_file import verify_locks
from .migration_files import Migration, available_migrations
from .migrations import migrate, pending_migrations, require_file, verify_schema
from .read_only import is_read_only


def _pending_migrations(settings: DatabaseSettings) -> list[Migration]:
    path = database_path(settings)
    if not path.exists():
        return available_migrations()
    with storage_errors(), connected(path) as connection:
        return pending_migrations(connection)


def _check_storage(settings: DatabaseSettings, _: int) -> Iterator[str]:
    path = database_path(settings)
    verdict = quick_check(path)
    if verdict != "ok":
        raise StorageError(
            f"database is damaged: {verdict}\nRestore a backup, or run `python -m wizard_service recover`."
        )
    yield "database ok"
    if is_read_only(path):
        yield f"read-only: no file can be created in {path.parent}"
    else:
        verify_locks(path)


def _check_history(settings: DatabaseSettings) -> Iterator[str]:
    """Report whether the next start begins a new epoch. Raises StorageError when commits or events are missing."""
    identity, loss = inspect(database_path(settings))
    if identity.origin:
        yield f"epoch {identity.origin}"
    if loss is None:
        return
    outcome = f"the next start begins a new epoch: {loss}"
    if loss.missing_commits or loss.missing_events:
        raise StorageError(outcome)
    yield outcome


def _verify_unused(settings: DatabaseSettings) -> None:
    path = database_path(settings)
    require_file(path)
    with exclusive(path):
        pass


@storage_errors()
def _begin_epoch(settings: DatabaseSettings, reason: str) -> None:
    path = database_path(settings)
    with exclusive(path):
        with closing(connect_existing(path)) as connection:
            rotate_epoch(connection, reason)
        record_installed(path)


KIND = DatabaseKind(
    open=SqliteBackend,
    open_read_only=open_sqlite_reader,
    available_migrations=available_migrations,
    pending_migrations=_pending_migrations,
    migrate=lambda settings: migrate(database_path(settings)),
    verify_schema=lambda settings: verify_schema(database_path(settings)),
    verify_serving=lambda settings, _: verify_locks(database_path(settings)),
    check_storage=_check_storage,
    check_history=_check_history,
    verify_unused=_verify_unused,
    begin_epoch=_begin_epoch,
)
