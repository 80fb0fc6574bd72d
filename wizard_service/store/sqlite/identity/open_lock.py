"""The lock of the processes that have a database open, in `<database>.users`."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ....errors import TransientStorageError
from ..read_only import is_read_only, unchanged
from ..sidecar import is_at, open_sidecar

# `is_only_one` holds the lock exclusively for some microseconds, which is no reason to refuse.
_CONVERSION_S = 0.05
# The place of SQLite's shared lock in the file (sqlite.org/lockingv3.html; SHARED_FIRST and SHARED_SIZE in its os.h).
_SHARED_LOCK_START, _SHARED_LOCK_BYTES = 0x40000002, 510


class DatabaseInUse(TransientStorageError):
    """The database is being replaced, or a command cannot replace it because a process has it open."""


class DatabaseLock:
    """`<database>.users`: shared by processes that have the database open, exclusive for a command that replaces it.

    The kernel releases it when a process dies. Raises DatabaseInUse instead of waiting, and TransientStorageError when
    the file system does not lock.
    """

    def __init__(self, database: Path, *, exclusive: bool = False) -> None:
        self._database = database
        self._mode = fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH
        self._path = f"{database.resolve()}.users"
        self._descriptor = open_sidecar(database, ".users")
        try:
            self._take()
        except TransientStorageError:
            self.close()
            raise

    def is_own(self) -> bool:
        """Return whether the locked file still has its name. If not, a command would lock another file."""
        return is_at(self._path, self._descriptor)

    def require(self) -> None:
        """Take the lock again if its file was deleted or replaced. Raises as the constructor does."""
        if self.is_own():
            return
        replaced, self._descriptor = self._descriptor, open_sidecar(self._database, ".users")
        try:
            self._take()
        except TransientStorageError:
            # The next attempt must detect the replacement again.
            os.close(self._descriptor)
            self._descriptor = replaced
            raise
        os.close(replaced)

    def is_only_one(self) -> bool:
        """Return whether no other process or command has the database open at this moment."""
        is_alone = self._flock(fcntl.LOCK_EX)
        # A failed conversion may have released the lock.
        self._take()
        return is_alone

    def release(self) -> None:
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def take(self) -> None:
        """Take the lock after `release`. Raises as the constructor does."""
        self.require()
        self._take()

    def close(self) -> None:
        os.close(self._descriptor)

    def _take(self) -> None:
        deadline = time.monotonic() + _CONVERSION_S
        while not self._flock(self._mode):
            if time.monotonic() > deadline:
                is_exclusive = self._mode == fcntl.LOCK_EX
                by = "a running service or another command" if is_exclusive else "a command that replaces it"
                raise DatabaseInUse(f"{self._database} is in use by {by}.")
            time.sleep(_CONVERSION_S / 10)

    def _flock(self, mode: int) -> bool:
        try:
            fcntl.flock(self._descriptor, mode | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            raise TransientStorageError(f"{self._path} cannot be locked: {error.strerror}") from error
        return True


@contextmanager
def shared(database: Path) -> Iterator[None]:
    """Keep commands from replacing the database during the block.

    Raises TransientStorageError when the database cannot be locked and changed during the block.
    """
    if is_read_only(database):
        with unchanged(database):
            yield
        return
    lock = DatabaseLock(database)
    try:
        yield
    finally:
        lock.close()


@contextmanager
def exclusive(database: Path) -> Iterator[None]:
    """Hold the database exclusively during the block, to replace it."""
    lock = DatabaseLock(database, exclusive=True)
    try:
        _require_unlocked(database)
        yield
    finally:
        lock.close()


def _require_unlocked(database: Path) -> None:
    """Raise DatabaseInUse when a process has the database open although `<database>.users` was deleted or replaced.

    Every connection in WAL mode holds SQLite's own shared lock on the file.
    """
    with suppress(FileNotFoundError), database.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_LOCK_BYTES, _SHARED_LOCK_START)
        except (BlockingIOError, PermissionError):
            raise DatabaseInUse(f"{database} is in use by a running service or another program.") from None
