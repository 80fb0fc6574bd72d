"""Connections to the SQLite file: its path, the pragmas, and the time limit of each statement."""

import ctypes
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from peewee import SqliteDatabase

from ...config import DatabaseSettings
from ...errors import DatabaseLocked, StorageError, TransientStorageError
from ...process.threads import is_patched
from .identity.comparison import require_matching_log
from .identity.open_lock import shared
from .read_only import open_mode

# SQLite before 3.51.3 can lose pages when a checkpoint overlaps a commit of another process
# (sqlite.org/wal.html#walresetbug). So only writers checkpoint, as part of their COMMIT and under their lock.
_CHECKPOINT_PAGES = 1000
# docs/operations.md gives the reasons for these values.
_PRAGMAS: dict[str, str | int] = {
    "foreign_keys": 1,
    "synchronous": "FULL",
    "journal_size_limit": 64 * 1024 * 1024,
    "mmap_size": 0,
    "cache_size": -8000,
    "temp_store": "MEMORY",
    "cell_size_check": 1,
}
# SQLite sleeps in C while the file is busy. The writer has a thread for itself, but all readers share one thread with
# the gevent hub.
_WRITER_BUSY_TIMEOUT_S = 1.0
_READER_BUSY_TIMEOUT_S = 0.02
# Instructions of SQLite's virtual machine between two checks of the clock: about a millisecond.
_CHECK_INSTRUCTIONS = 100_000


class Connection(sqlite3.Connection):
    """A connection that interrupts a statement after a time limit; the statement raises OperationalError.

    statement_timeout_s: None sets no limit.
    began: when the statement began, on the monotonic clock; `SqliteReader` sets it.
    reads_damaged_text: return bytes that are not UTF-8 as lone surrogates, which no valid text has, instead of raising.
    """

    def __init__(
        self,
        *arguments: Any,
        statement_timeout_s: float | None,
        reads_damaged_text: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        if reads_damaged_text:
            self.text_factory = lambda text: text.decode(errors="surrogateescape")
        self.began = 0.0
        if statement_timeout_s is not None:
            self.set_progress_handler(lambda: time.monotonic() - self.began > statement_timeout_s, _CHECK_INSTRUCTIONS)


def database_path(settings: DatabaseSettings) -> Path:
    """Return the file of a SQLite database. Raises StorageError when the settings name a database server."""
    if settings.file is None:
        raise StorageError(
            f"{settings.location} is no SQLite database. Use the tools of its server, such as pg_dump and pg_restore."
        )
    return settings.file


def open_writer(path: Path, statement_timeout_s: float | None = None) -> SqliteDatabase:
    """Open the database for writing by a single thread. Never creates the file; `migrate` does."""
    return SqliteDatabase(
        _uri(path),
        pragmas=_PRAGMAS | {"wal_autocheckpoint": _CHECKPOINT_PAGES},
        uri=True,
        timeout=_WRITER_BUSY_TIMEOUT_S,
        thread_safe=False,
        check_same_thread=False,
        cached_statements=512,
        factory=Connection,
        statement_timeout_s=statement_timeout_s,
    )


def open_reader(
    path: Path, statement_timeout_s: float | None = None, *, reads_damaged_text: bool = False
) -> SqliteDatabase:
    """Open the database for reading. reads_damaged_text: see `Connection`.

    Greenlets can share one connection, because a query never yields between its start and its last row. Real threads
    get one connection each.
    """
    return SqliteDatabase(
        _uri(path),
        pragmas=_PRAGMAS | {"wal_autocheckpoint": 0, "query_only": 1},
        uri=True,
        timeout=_READER_BUSY_TIMEOUT_S,
        thread_safe=not is_patched(),
        check_same_thread=False,
        cached_statements=512,
        factory=Connection,
        statement_timeout_s=statement_timeout_s,
        reads_damaged_text=reads_damaged_text,
    )


def close_reader(path: Path, database: SqliteDatabase) -> None:
    """Close a connection of `open_reader`, or abandon it if the file was replaced around the opening."""
    if not database.is_closed():
        close_or_abandon(path, database.connection(), database.close)


def abandon(database: SqliteDatabase) -> None:
    """Keep a connection open until the process ends.

    Closing the last connection would make SQLite write the log of the served file into the file that has replaced it.
    """
    if not database.is_closed():
        _never_close(database.connection())


@contextmanager
def inspecting(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a plain connection for the block; it is abandoned if the file was replaced around the opening."""
    require_matching_log(path)
    connection = connect_existing(path)
    try:
        yield connection
    finally:
        close_or_abandon(path, connection, connection.close)


def close_or_abandon(path: Path, connection: sqlite3.Connection, close: Callable[[], object]) -> None:
    """Close a connection, or abandon it when the write-ahead log next to the file may belong to another database."""
    try:
        require_matching_log(path)
    except StorageError:
        _never_close(connection)
    else:
        close()


def _never_close(connection: sqlite3.Connection) -> None:
    # Python closes a connection that it frees, even at its exit; an object with an extra reference is never freed.
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(connection))


def connect_existing(path: Path) -> sqlite3.Connection:
    """Open a plain connection outside the service. Raises sqlite3.OperationalError when there is no file."""
    return sqlite3.connect(_uri(path), uri=True)


def transient_error(error: Exception) -> TransientStorageError:
    """Return the error for an OperationalError of the driver, or that of Peewee, which keeps it in `orig`."""
    original = getattr(error, "orig", error)
    is_locked = getattr(original, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
    return (DatabaseLocked if is_locked else TransientStorageError)(str(error))


@contextmanager
def storage_errors() -> Iterator[None]:
    """Raise StorageError in place of an exception of `sqlite3`. This context manager is also a decorator."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise transient_error(error) from error
    except (sqlite3.Error, UnicodeDecodeError) as error:
        # The driver cannot decode messages of SQLite that quote a damaged schema.
        raise StorageError(str(error)) from error


@contextmanager
def connected(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a plain connection, which raises StorageError, and keep commands from replacing the file in the block."""
    with storage_errors(), shared(path), inspecting(path) as connection:
        yield connection


@storage_errors()
def quick_check(path: Path) -> str:
    """Return "ok", or the first damage that SQLite finds."""
    with connected(path) as connection:
        verdict: str = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    return verdict


def _uri(path: Path) -> str:
    return f"file:{quote(str(path))}?{open_mode(path)}"
