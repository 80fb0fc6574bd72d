"""A database that this process can only read: its folder is on a read-only file system, or is another user's.

SQLite cannot open such a database as usual, because it cannot create the files of the write-ahead log.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ...errors import StorageError, TransientStorageError

_AS_USUAL, _IMMUTABLE = "mode=rw", "mode=ro&immutable=1"


def is_read_only(database: Path) -> bool:
    """Return whether no file can be created next to the database."""
    return database.exists() and not os.access(database.resolve().parent, os.W_OK)


def open_mode(database: Path) -> str:
    """Return the parameters with which SQLite opens the file.

    A file without a log is opened as immutable, which takes no locks and ignores a log. Raises StorageError when that
    would hide commits.
    """
    log, index = _file(database, "-wal"), _file(database, "-shm")
    if not is_read_only(database) or (log.exists() and index.exists()):
        return _AS_USUAL
    if log.exists() and log.stat().st_size:
        raise StorageError(
            f"{log} cannot be read without {index.name}, which cannot be created: "
            "copy the database and its log to a folder that can be written"
        )
    return _IMMUTABLE


def is_immutable(database: Path) -> bool:
    """Return whether SQLite opens the file as immutable; it reports no journal mode of the file then."""
    return open_mode(database) == _IMMUTABLE


@contextmanager
def unchanged(database: Path) -> Iterator[None]:
    """Read a database that this process cannot lock.

    Another host or mount may still write to it. Raises TransientStorageError when an immutable file changed during the
    block, because the rows that were read may not be consistent.
    """
    locks_nothing, before = is_immutable(database), _fingerprint(database)
    yield
    if locks_nothing and _fingerprint(database) != before:
        raise TransientStorageError(f"{database} was changed while it was read; run the command again")


def _fingerprint(database: Path) -> tuple[object, ...]:
    status = database.stat()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, _file(database, "-wal").exists()


def _file(database: Path, suffix: str) -> Path:
    return Path(f"{database.resolve()}{suffix}")
