"""Who has the database open: a file that is replaced under somebody's hands takes acknowledged writes with it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .beside import open_beside


class DatabaseInUse(Exception):
    """The database cannot be had now: it is being replaced, or somebody uses it whom a replacement would harm."""


class UsersLock:
    """`<database>.users`: shared by everybody who has the database open, exclusive for whoever replaces it.

    The kernel gives it back when a process dies. Raises DatabaseInUse at once instead of waiting.
    """

    def __init__(self, database: Path, *, exclusive: bool = False) -> None:
        self._descriptor = open_beside(database, ".users")
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
    lock = UsersLock(database)
    try:
        yield
    finally:
        lock.close()


@contextmanager
def exclusive(database: Path) -> Iterator[None]:
    """Have the database for oneself, to replace it."""
    lock = UsersLock(database, exclusive=True)
    try:
        yield
    finally:
        lock.close()
