"""Identifies the files of a database and their content without opening the database.

Closing any descriptor of the database or of its shared memory would drop SQLite's locks, so these two are only
examined by `os.stat`. SQLite locks nothing in the write-ahead log, whose header differs from log to log.
"""

import os
from pathlib import Path
from typing import NamedTuple

# sqlite.org/fileformat2.html#walformat
_SALTS_OFFSET, _SALTS_BYTES = 16, 8
# The salts of a log that cannot be opened, for example because the process has no file descriptors left.
_UNKNOWN_SALTS = 2**64 - 1
# SQLite adds 1 to the first salt whenever it starts the log again. The first salt of another log is random, so
# such a log passes for a continued one with a probability of 1 in 65,536.
_MAX_RESTARTS = 2**16


class Stamp(NamedTuple):
    """Identifies a file and its content; zeros for a file that does not exist.

    salts: of a write-ahead log, two numbers of 32 bits in its header, random at first; 0 without a header.
    """

    device: int = 0
    inode: int = 0
    size: int = 0
    mtime_ns: int = 0
    salts: int = 0

    def continues(self, log: "Stamp") -> bool:
        """Return whether this log is `log`, or `log` started again by SQLite, as any program that writes may cause."""
        if _UNKNOWN_SALTS in (self.salts, log.salts):
            return True
        restarts = ((self.salts >> 32) - (log.salts >> 32)) % 2**32
        return not log.salts or self.salts == log.salts or 0 < restarts < _MAX_RESTARTS

    def is_same_file(self, other: "Stamp") -> bool:
        return self[:2] == other[:2]

    def without_device(self) -> "Stamp":
        """Return the stamp to compare with one from before a boot: a device may be mounted with another number."""
        return self._replace(device=0)


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
        """Return the current stamps of the files."""
        main, log, shm = map(_stamp, self._names)
        return Files(main, log._replace(salts=_salts(self._names[1])) if log.size else log, shm)


def _salts(log: str) -> int:
    try:
        with open(log, "rb", buffering=0) as file:
            file.seek(_SALTS_OFFSET)
            return int.from_bytes(file.read(_SALTS_BYTES), "big")
    except OSError:
        return _UNKNOWN_SALTS


def _stamp(name: str) -> Stamp:
    try:
        status = os.stat(name)
    except OSError:
        # A file that cannot be reached counts as missing.
        return Stamp()
    return Stamp(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
