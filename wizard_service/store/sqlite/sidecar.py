"""Small files beside the database: locks and marks, which belong to whom the database belongs to.

Whether changes can be stored, known to all processes of a host (contract section 3, "Storage trouble").

Who has the database open: a file that is replaced under somebody's hands takes acknowledged writes with it.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_NUMBER_BYTES = 8


def open_sidecar(database: Path, suffix: str) -> int:
    """Open `<database><suffix>`, created if need be, and return its descriptor.

    A command run by root, a nightly backup for one, must not leave a file that the service cannot open.
    """
    path = f"{database.resolve()}{suffix}"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with suppress(FileNotFoundError, PermissionError):
        owner, made = database.stat(), os.fstat(descriptor)
        if made.st_uid != owner.st_uid and os.geteuid() == 0:
            os.fchown(descriptor, owner.st_uid, owner.st_gid)
    return descriptor


class SharedNumber:
    """A number in `<database><suffix>` that all processes read and write; it survives `kill -9`.

    Not in mapped memory, where a full disk or a cut file ends the process (SIGBUS). What cannot be read counts as 0,
    and what cannot be written is not: whoever keeps a number here can bear both.
    """

    def __init__(self, database: Path, suffix: str) -> None:
        self._descriptor = open_sidecar(database, suffix)
        # Takes its place on the disk while there is room: from now on it is written over.
        self.write(self.read())

    def read(self) -> int:
        with suppress(OSError):
            return int.from_bytes(os.pread(self._descriptor, _NUMBER_BYTES, 0), "little")
        return 0

    def write(self, number: int) -> None:
        with suppress(OSError):
            os.pwrite(self._descriptor, number.to_bytes(_NUMBER_BYTES, "little"), 0)

    def close(self) -> None:
        os.close(self._descriptor)
        # Another file may get the number of this one.
        self._descriptor = -1


class DegradedFlag:
    """`<database>.degraded` is 1 from when a process could not write until one could.

    A disk that takes nothing may not take that either, so each process knows of its own trouble by itself.
    """

    def __init__(self, database: Path) -> None:
        self._shared = SharedNumber(database, ".degraded")
        self._own = False

    @property
    def is_set(self) -> bool:
        return self._own or self._shared.read() != 0

    def set(self) -> None:
        self._own = True
        self._shared.write(1)

    def clear(self) -> None:
        if self.is_set:
            self._own = False
            self._shared.write(0)

    def close(self) -> None:
        self._shared.close()


class DatabaseInUse(Exception):
    """The database cannot be had now: it is being replaced, or somebody uses it whom a replacement would harm."""


class DatabaseLock:
    """`<database>.users`: shared by everybody who has the database open, exclusive for whoever replaces it.

    The kernel gives it back when a process dies. Raises DatabaseInUse at once instead of waiting.
    """

    def __init__(self, database: Path, *, exclusive: bool = False) -> None:
        self._descriptor = open_sidecar(database, ".users")
        try:
            fcntl.flock(self._descriptor, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            self.close()
            by = "a running service or another command" if exclusive else "a command that replaces it"
            raise DatabaseInUse(f"{database} is in use by {by}.") from None

    def close(self) -> None:
        os.close(self._descriptor)


@contextmanager
def shared(database: Path) -> Iterator[None]:
    """Keep others from replacing the database meanwhile."""
    lock = DatabaseLock(database)
    try:
        yield
    finally:
        lock.close()


@contextmanager
def exclusive(database: Path) -> Iterator[None]:
    """Have the database for oneself, to replace it."""
    lock = DatabaseLock(database, exclusive=True)
    try:
        yield
    finally:
        lock.close()
