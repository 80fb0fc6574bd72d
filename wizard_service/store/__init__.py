"""Everything that touches a database: the Backend of each, and repositories by noun that hold all SQL."""

from ..config import DatabaseSettings
from ..timestamps import Clock, utc_now
from .backend import Backend, Change, Position, Reader, Row, StoredEvent, Transaction
from .sqlite.backend import SqliteBackend


def open_backend(settings: DatabaseSettings, clock: Clock = utc_now) -> Backend:
    """Open the database that `DATABASE_URL` names. Raises SchemaError and DatabaseInUse."""
    return SqliteBackend(settings, clock)


__all__ = ["Backend", "Change", "Position", "Reader", "Row", "StoredEvent", "Transaction", "open_backend"]
