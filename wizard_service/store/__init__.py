"""Everything that accesses a database: the backends, and the repositories, which hold all SQL."""

from contextlib import AbstractContextManager

from ..config import DatabaseSettings
from ..process import served_database
from ..timestamps import Clock, utc_now
from .backend import Backend, Change, Position, Reader, Row, SnapshotReader, StoredEvent, Transaction
from .deferred import OPENING_ERRORS, DeferredBackend
from .sqlite.backend import SqliteBackend, open_sqlite_reader


def open_backend(settings: DatabaseSettings, clock: Clock = utc_now) -> Backend:
    """Open the database that `DATABASE_URL` names. Raises SchemaError, StorageError and OSError.

    When the database cannot be opened but an earlier worker of this service had opened it, the function returns a
    DeferredBackend, which tries again later.
    """
    served = served_database.decided()
    try:
        return SqliteBackend(settings, clock)
    except OPENING_ERRORS as failure:
        if served is None:
            raise
        return DeferredBackend(lambda: SqliteBackend(settings, clock), served.split()[1], clock, failure)


def open_read_only(settings: DatabaseSettings) -> AbstractContextManager[SnapshotReader]:
    """Open the database that `DATABASE_URL` names for reading only, whatever its schema is.

    Raises DatabaseInUse; the first read raises StorageError when there is no database.
    """
    return open_sqlite_reader(settings)


__all__ = [
    "Backend",
    "Change",
    "Position",
    "Reader",
    "Row",
    "SnapshotReader",
    "StoredEvent",
    "Transaction",
    "open_backend",
    "open_read_only",
]
