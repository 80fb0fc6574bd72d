"""The databases of live servers: a SQLite file in the folder of each, or another kind that the run was started for."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from wizard_service.config import DatabaseSettings
from wizard_service.store.sqlite.connection import database_path
from wizard_service.store.sqlite.lock_file import LockFile
from wizard_service.store.sqlite.migrations import migrate

# Folder of a server -> the address of an empty database for it, which is removed after the block.
NewServerDatabase = Callable[[Path], AbstractContextManager[str]]

BUSY_S = 30
# `meta` is what the service writes to find out whether it can store anything.
_BLOCK_WRITES = "LOCK TABLE meta, investigation_states, investigation_templates IN EXCLUSIVE MODE"
_END_SESSIONS = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"


@contextmanager
def sqlite_database(folder: Path) -> Iterator[str]:
    migrate(folder / "live.db")
    yield f"sqlite:///{folder / 'live.db'}"


class KindOfRun:
    """Makes the databases of all servers of this process. The option `--database` replaces `new`."""

    new: NewServerDatabase = staticmethod(sqlite_database)


def is_sqlite(url: str) -> bool:
    return url.startswith("sqlite:")


def file_of(url: str) -> Path:
    """Return the file of a SQLite database."""
    assert is_sqlite(url), "a test of SQLite files has the mark `sqlite`"
    return database_path(DatabaseSettings(url))


def rows_of(url: str, statement: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """Read rows past the service, whichever database it is; `?` stands for a value."""
    if is_sqlite(url):
        with closing(sqlite3.connect(file_of(url), timeout=BUSY_S)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(statement, values)]
    with psycopg.connect(url, row_factory=psycopg.rows.dict_row) as connection:
        return connection.execute(_translated(statement), values).fetchall()


def change(url: str, statement: str, values: Sequence[Any] = ()) -> int:
    """Write past the service, and return how many rows changed."""
    if is_sqlite(url):
        with writes_blocked(url), closing(sqlite3.connect(file_of(url), timeout=BUSY_S)) as connection, connection:
            # A checkpoint by another program would look like a replaced file.
            connection.execute("PRAGMA wal_autocheckpoint = 0")
            return connection.execute(statement, values).rowcount
    with psycopg.connect(url) as connection:
        return connection.execute(_translated(statement), values).rowcount


@contextmanager
def writes_blocked(url: str) -> Iterator[None]:
    """Hold what every write of a service waits for."""
    if is_sqlite(url):
        with closing(LockFile(file_of(url))) as lock, lock.held():
            yield
        return
    with psycopg.connect(url) as connection:
        connection.execute(_BLOCK_WRITES)
        yield


@contextmanager
def unreadable(url: str) -> Iterator[None]:
    """Take the database away from every service that uses it, and bring it back after the block."""
    if is_sqlite(url):
        file = file_of(url)
        moved = file.rename(file.with_name("moved.db"))
        yield
        moved.rename(file)
        return
    with psycopg.connect(url) as connection:
        name = connection.info.dbname
    with psycopg.connect(url, dbname="postgres", autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false".encode())
        connection.execute(_END_SESSIONS, (name,))
        yield
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true".encode())


def _translated(statement: str) -> bytes:
    return statement.replace("?", "%s").encode()
