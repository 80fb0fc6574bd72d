"""Serializes the writing processes by an advisory lock on a separate file.

SQLite's own busy wait sleeps in C and is unfair; `flock` blocks in the writer's native thread, and the kernel releases
it when a process dies. The lock is never taken on the database file itself: closing any descriptor of that file in a
process would drop SQLite's locks (POSIX advisory locks).
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from ...errors import TransientStorageError
from .sidecar import is_at, open_sidecar


class LockFile:
    """`<database>.lock`, exclusive among processes; used by one thread per process."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._path = f"{database.resolve()}.lock"
        self._descriptor: int | None = open_sidecar(database, ".lock")

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock during the block. Waits without a limit, because callers limit their own wait.

        Raises TransientStorageError, before the block, when the file system does not support locks.
        """
        with self._lock_errors():
            self._acquire(fcntl.LOCK_EX)
        try:
            yield
        finally:
            self._release()

    def probe(self) -> None:
        """Raise TransientStorageError when the file system does not lock. Another process may hold the lock."""
        with self._lock_errors():
            with suppress(BlockingIOError):
                self._acquire(fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._release()

    def close(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    @contextmanager
    def _lock_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise TransientStorageError(f"{self._database}.lock cannot be locked: {error.strerror}") from error

    def _acquire(self, operation: int) -> None:
        if self._descriptor is None:
            self._descriptor = open_sidecar(self._database, ".lock")
        fcntl.flock(self._descriptor, operation)
        if not is_at(self._path, self._descriptor):
            # A lock on a file that was deleted or replaced does not exclude a process that opens the new file.
            self.close()
            self._acquire(operation)

    def _release(self) -> None:
        # The block may have committed, so its caller must not receive an error. Closing the file releases the lock too.
        try:
            if self._descriptor is not None:
                fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        except OSError:
            with suppress(OSError):
                self.close()


def verify_locks(database: Path) -> None:
    """Raise TransientStorageError when the file system of the database does not lock, as network ones may not."""
    with closing(LockFile(database)) as lock:
        lock.probe()
