"""The guard of one process: nothing is written into a file that is not the one that the service has recorded.

Before a group is committed, and twice a second, the guard compares what the file system says about the database, its
log and its index with the record. Within the transaction it compares the identity and the number of commits.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ....errors import StorageError, TransientStorageError
from ..sidecar import DatabaseLock
from .record import FileNames, Files, Served, ServedRecord, read_together

_COUNT = "UPDATE database_identity SET commits = commits + 1 RETURNING file_id, commits"


class FileGuard:
    """failure: why this process neither reads nor writes the database at present, None while it may do both.

    served: the record as it was when this process opened the database.
    """

    def __init__(self, path: Path, users: DatabaseLock, record: ServedRecord, served: Served) -> None:
        self._name = path.name
        self._names = FileNames(path)
        self._users = users
        self._record = record
        self._served = served
        # As recorded, and as counted within the transaction in progress.
        self._commits = self._counted = served.commits
        self.failure: str | None = None

    def require_own_file(self) -> None:
        """Raise TransientStorageError when the last comparison has found another file."""
        if self.failure is not None:
            raise TransientStorageError(self.failure)

    def compare(self) -> None:
        """Compare the files with the record. Raises TransientStorageError when they are not the recorded ones."""
        self.failure = self._difference()
        self.require_own_file()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Record that the files change during the block, and how they are after it; the caller holds the lock file.

        Raises TransientStorageError, before the block, when the files are not the recorded ones.
        """
        self.compare()
        served = self._current()
        self._commits = self._counted = served.commits
        self._write(served._replace(is_changing=True))
        try:
            yield
        finally:
            files = _after(served.files, self._names.stamps())
            self._write(served._replace(commits=self._commits, files=files, is_changing=False))

    def count_commit(self, connection: Any) -> None:
        """Raise the number of commits within the transaction that `changing` surrounds.

        Raises TransientStorageError when the database is another one than the recorded one.
        """
        ((file_id, commits),) = connection.execute(_COUNT).fetchall() or ((None, 0),)
        if file_id != self._served.file_id:
            raise TransientStorageError(f"{self._name} contains another database than the one that is served")
        if commits <= self._commits:
            raise TransientStorageError(f"{self._name} has lost {self._commits + 1 - commits} commits")
        self._counted = commits

    def confirm_commit(self) -> None:
        """Record, at the end of `changing`, that the counted commit was stored."""
        self._commits = self._counted

    def close(self) -> None:
        self._record.close()

    def _difference(self) -> str | None:
        try:
            self._users.require()
            self._record.reopen_if_replaced()
        except (StorageError, OSError) as error:
            return str(error)
        served, files = read_together(self._current, self._names) or (None, None)
        reason = difference(served, files) if served and files else None
        return reason and f"{self._name} {reason}"

    def _current(self) -> Served:
        """Return the record, or what this process knows when the record was deleted or damaged."""
        served = self._record.read()
        if served is None or served.file_id != self._served.file_id:
            return self._served._replace(is_changing=True)
        self._served = served
        return served

    def _write(self, served: Served) -> None:
        # The answer to a stored change does not depend on this. If the files have changed, the next comparison fails.
        self._served = served._replace(sequence=self._served.sequence + 1)
        with suppress(OSError):
            self._record.write(self._served)


def difference(served: Served, files: Files) -> str | None:
    """Return how the files differ from the recorded ones, as the rest of a sentence about the database; None if not."""
    main, log, shm = served.files
    if not files.main.inode:
        return "was moved, deleted or cannot be reached"
    for name, recorded, now in (
        ("file", main, files.main),
        ("-wal file", log, files.log),
        ("-shm file", shm, files.shm),
    ):
        if not now.is_same_file(recorded):
            return f"has another {name} than it had, or none"
    if served.is_changing or files.main == main:
        is_cut = not served.is_changing and files.log.size < log.size
        return "has a -wal file that was truncated" if is_cut else None
    return "was truncated" if files.main.size < main.size else "was overwritten, or written by another program"


def _after(before: Files, now: Files) -> Files:
    """Return the stamps to record after a change. A file that was replaced meanwhile stays recorded as it was."""
    pairs = zip(before, now, strict=True)
    return Files(*(new if new.is_same_file(old) else old for old, new in pairs))
