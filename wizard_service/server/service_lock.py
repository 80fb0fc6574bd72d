"""The locks that allow one service per SQLite file.

Two masters would double rate limits and quotas, because each counts them in its own memory.

gunicorn's master holds the locks, and its workers inherit them. When the master is killed, the locks stay held until
the last worker has noticed and exited.
"""

import errno
import fcntl
import os
import struct
import time
from contextlib import suppress
from pathlib import Path

# A worker notices within a second that its master is gone, and then finishes its writes.
TIMEOUT_S = 15.0
_POLL_INTERVAL_S = 0.1
# A byte behind those that SQLite locks (sqlite.org/lockingv3.html). An open file description holds the lock, so it
# outlives the other descriptors of the file in the same process.
_BYTE = 0x40000200
_LOCK_BYTE = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, _BYTE, 1, 0)


class ServiceRunning(Exception):
    """Another service serves the database."""


def acquire(database: Path, timeout_s: float = TIMEOUT_S) -> tuple[int, ...]:
    """Lock the database until the process and all processes forked from it have exited; return the descriptors.

    The lock on `<database>.service` also holds for a file that replaces the database. The lock on the database itself
    covers a hard link to it, and a removed `<database>.service`.

    Raises OSError, and ServiceRunning when another service still holds a lock after the timeout.
    """
    named = os.open(f"{database.resolve()}.service", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    # Closing a descriptor of the database would drop SQLite's locks in this process, so it stays open.
    descriptors = (named, *_open_database(database))
    deadline = time.monotonic() + timeout_s
    while not (_lock_name(named) and all(map(_lock_file, descriptors[1:]))):
        if time.monotonic() > deadline:
            for descriptor in descriptors:
                os.close(descriptor)
            raise ServiceRunning(f"{database} is served by another service. Stop it first, or wait for its workers.")
        time.sleep(_POLL_INTERVAL_S)
    return descriptors


def _open_database(database: Path) -> tuple[int, ...]:
    """Return a descriptor of the database, none when it is missing: then its workers wait for it."""
    with suppress(OSError):
        return (os.open(database, os.O_RDWR | os.O_CLOEXEC),)
    return ()


def _lock_name(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _lock_file(descriptor: int) -> bool:
    """Lock the byte. A file system that knows no such locks leaves the lock of the name alone."""
    try:
        fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, _LOCK_BYTE)
    except OSError as error:
        return error.errno not in (errno.EAGAIN, errno.EACCES)
    return True
