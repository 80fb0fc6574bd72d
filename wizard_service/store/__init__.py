"""Everything that accesses a database: the backends, and the repositories, which hold all SQL."""

import time
from contextlib import AbstractContextManager
from functools import partial

from ..config import DatabaseSettings
from ..errors import DatabaseLocked
from ..process import served_database
from ..timestamps import Clock, utc_now
from .backend import Backend, Change, Position, Reader, Row, SnapshotReader, StoredEvent, Transaction
from .copying.marker import complete, require_complete
from .database_kind import kind_of
from .deferred import OPENING_ERRORS, DeferredBackend

# Workers that start together after a crash keep each other out while one of them recovers or closes the log of SQLite.
OPENING_TIMEOUT_S, _PAUSE_S = 10.0, 0.1


def open_backend(settings: DatabaseSettings, clock: Clock | None = None) -> Backend:
    """Open the database that `DATABASE_URL` names. Raises ConfigError, SchemaError, StorageError and OSError.

    clock: the source of timestamps; None for the clock of the machine that has the database, which all hosts share.
    A database that is locked is tried again for OPENING_TIMEOUT_S. When the database cannot be opened but another
    worker of this service has opened it, the function returns a DeferredBackend, which tries again later.
    """
    open_now = partial(_open_complete, settings, clock)
    deadline = time.monotonic() + OPENING_TIMEOUT_S
    while True:
        try:
            return open_now()
        except OPENING_ERRORS as failure:
            served = served_database.decided()
            if served is not None:
                return DeferredBackend(open_now, served.split()[1], clock or utc_now, failure)
            if not isinstance(failure, DatabaseLocked) or time.monotonic() > deadline:
                raise
        time.sleep(_PAUSE_S)


def _open_complete(settings: DatabaseSettings, clock: Clock | None) -> Backend:
    return complete(kind_of(settings).open(settings, clock))


def open_read_only(settings: DatabaseSettings) -> AbstractContextManager[SnapshotReader]:
    """Open the database that `DATABASE_URL` names for reading only, whatever its schema is.

    Raises DatabaseInUse; the opening or the first read raises StorageError when there is no database.
    """
    return kind_of(settings).open_read_only(settings)


def verify_complete(settings: DatabaseSettings) -> None:
    """Raise StorageError when the database is the incomplete copy of another one."""
    with open_read_only(settings) as store:
        require_complete(store)


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
    "verify_complete",
]
