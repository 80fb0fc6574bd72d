"""The order of writing processes: an advisory lock on a separate file.

SQLite's own busy wait sleeps in C and is unfair; `flock` blocks in the writer's native thread, and the kernel releases
it when a process dies. The lock is never taken on the database file itself: closing any descriptor of that file in a
process would drop SQLite's locks (POSIX advisory locks).
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .sidecar import is_at, open_sidecar


class LockFile:
    """`<database>.lock`, exclusive among processes; used by one thread per process."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._path = f"{database.resolve()}.lock"
        self._descriptor = open_sidecar(database, ".lock")

    @contextmanager
    def held(self) -> Iterator[None]:
        """Wait for the lock, without a limit: callers bound their own waiting."""
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        # A file that was deleted or replaced excludes no process that opens the new one.
        while not is_at(self._path, self._descriptor):
            replaced, self._descriptor = self._descriptor, open_sidecar(self._database, ".lock")
            os.close(replaced)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        os.close(self._descriptor)
