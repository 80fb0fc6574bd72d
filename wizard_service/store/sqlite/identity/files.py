"""Stamps of the files of a database, taken from the file system.

The stamps come from `os.stat` alone. Opening the database or its log would be harmful, because closing any descriptor
of them drops SQLite's locks.
"""

import os
from pathlib import Path
from typing import NamedTuple


class Stamp(NamedTuple):
    """Identifies a file and its content; zeros for a file that does not exist."""

    device: int = 0
    inode: int = 0
    size: int = 0
    mtime_ns: int = 0

    def is_same_file(self, other: "Stamp") -> bool:
        return self[:2] == other[:2]


class Files(NamedTuple):
    """The database, its write-ahead log, and the shared memory that indexes the log."""

    main: Stamp
    log: Stamp
    shm: Stamp


class FileNames:
    """The names of the files of a database. SQLite keeps the log next to the file that a symbolic link leads to."""

    def __init__(self, database: Path) -> None:
        resolved = os.path.realpath(database)
        self._names = os.fspath(database), f"{resolved}-wal", f"{resolved}-shm"

    def stamps(self) -> Files:
        """Return what the file system says about the files now."""
        return Files(*map(_stamp, self._names))


def _stamp(name: str) -> Stamp:
    try:
        status = os.stat(name)
    except OSError:
        # A file that cannot be reached counts as missing.
        return Stamp()
    return Stamp(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
