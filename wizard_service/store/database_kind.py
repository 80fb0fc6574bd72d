"""The kinds of databases: the scheme of `DATABASE_URL` selects a row, and nothing else asks which database it is."""

import importlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from ..config import DatabaseSettings
from ..errors import ConfigError
from ..timestamps import Clock
from .backend import Backend, SnapshotReader
from .migration_files import MigrationFile


@dataclass(frozen=True)
class DatabaseKind:
    """The operations of one kind of database that the service and its commands need.

    open: raises SchemaError, StorageError and OSError; see `open_backend`. open_read_only: whatever the schema is.
    verify_serving: raises StorageError when a service with so many workers could not use it. check_storage: yields
    lines on the condition of the database for so many workers. check_history: yields lines on the epoch. Both raise
    StorageError when an operator has to act. verify_unused: raises StorageError when a service has the database open.
    begin_epoch: stores a new epoch, and why, in a database that no process has open.
    """

    open: Callable[[DatabaseSettings, Clock | None], Backend]
    open_read_only: Callable[[DatabaseSettings], AbstractContextManager[SnapshotReader]]
    available_migrations: Callable[[], Sequence[MigrationFile]]
    pending_migrations: Callable[[DatabaseSettings], Sequence[MigrationFile]]
    migrate: Callable[[DatabaseSettings], Sequence[MigrationFile]]
    verify_schema: Callable[[DatabaseSettings], None]
    verify_serving: Callable[[DatabaseSettings, int], None]
    check_storage: Callable[[DatabaseSettings, int], Iterator[str]]
    check_history: Callable[[DatabaseSettings], Iterator[str]]
    verify_unused: Callable[[DatabaseSettings], None]
    begin_epoch: Callable[[DatabaseSettings, str], None]


# The module of each kind is imported when it is used, so that one database needs no driver of the other.
_MODULES = {"sqlite": ".sqlite.kind", "postgresql": ".postgresql.kind"}


def kind_of(settings: DatabaseSettings) -> DatabaseKind:
    """Return the kind that `DATABASE_URL` names. Raises ConfigError when its driver is not installed."""
    scheme = settings.url.partition(":")[0]
    try:
        kind: DatabaseKind = importlib.import_module(_MODULES[scheme], __package__).KIND
    except ModuleNotFoundError as missing:
        raise ConfigError([f'DATABASE_URL is {scheme}:...: {missing}: pip install ".[{scheme}]"']) from missing
    return kind
