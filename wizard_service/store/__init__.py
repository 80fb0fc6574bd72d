"""Everything that accesses a database: the backends, and the repositories, which hold all SQL."""

from contextlib import AbstractContextManager
from functools import partial

from ..config import DatabaseSettings
from ..process import served_database
from ..timestamps import Clock, utc_now
from .backend import Backend, Change, Position, Reader, Row, SnapshotReader, StoredEvent, Transaction
from .database_kind import kind_of
from .deferred import OPENING_ERRORS, DeferredBackend


def open_backend(settings: DatabaseSettings, clock: Clock = utc_now) -> Backend:
    """Open the database that `DATABASE_URL` names. Raises ConfigError, SchemaError, StorageError and OSError.

    When the database cannot be opened but an earlier worker of this service had opened it, the function returns a
    DeferredBackend, which tries again later.
    """
    open_now = partial(kind_of(settings).open, settings, clock)
    served = served_database.decided()
    try:
        return open_now()
    except OPENING_ERRORS as failure:
        if served is None:
            raise
        return DeferredBackend(open_now, served.split()[1], clock, failure)


def open_read_only(settings: DatabaseSettings) -> AbstractContextManager[SnapshotReader]:
    """Open the database that `DATABASE_URL` names for reading only, whatever its schema is.

    Raises DatabaseInUse; the opening or the first read raises StorageError when there is no database.
    """
    return kind_of(settings).open_read_only(settings)


__all__ = [
    "Backend",
    "Change",
    "Position",
    "Reader",
    "Row",
    "SnapshotReader",
    "StoredEvent",
    "Transaction",
    "kind_of",
    "open_backend",
    "open_read_only",
]
