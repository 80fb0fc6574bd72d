"""The guard of one process: it prevents writes to any file other than the one that the service has recorded.

Before each group commit, and several times a second, the guard compares the stamps of the database, its log and its
index with the record. Within the transaction it compares the identity and the number of commits. Only the writer's
thread writes the record and reopens sidecar files.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from peewee import SqliteDatabase

from ....errors import StorageError, TransientStorageError
from .comparison import after_change, difference, read_together
from .files import FileNames
from .open_lock import DatabaseLock
from .record import Served, ServedRecord

_log = logging.getLogger(__name__)

_COUNT = "UPDATE database_identity SET commits = commits + 1 RETURNING file_id, commits"


class FileGuard:
    """Compares the files of the database with the record, for one process.

    failure: why this process currently refuses to read and write the database, None while it does both.

    served: the record as it was when this process opened the database.
    """

    def __init__(self, path: Path, open_lock: DatabaseLock, record: ServedRecord, served: Served) -> None:
        self._name = path.name
        self._names = FileNames(path)
        self._open_lock = open_lock
        self._record = record
        self._served = served
        # The number of commits as recorded, and as counted within the transaction in progress.
        self._commits = self._counted = served.commits
        self._log_is_saved = False
        self._sidecar_failure: str | None = None
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
        """Record that the files are changing, and after the block their new stamps. The caller holds the lock file.

        Raises TransientStorageError, before the block, when the files are not the recorded ones.
        """
        self.renew_sidecars()
        self.compare()
        with self.recording():
            yield

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Like `changing`, but without a comparison before the block."""
        served = self._current()
        self._commits = self._counted = served.commits
        self._write(served._replace(is_changing=True, sequence=served.sequence + 1))
        try:
            yield
        finally:
            self._write(after_change(served._replace(commits=self._commits), self._names.stamps()))

    def has_own_sidecars(self) -> bool:
        """Return whether the record and the open lock still have their names."""
        with suppress(OSError):
            return self._sidecar_failure is None and self._open_lock.is_own() and self._record.is_own()
        return False

    def renew_sidecars(self) -> None:
        """Create and lock sidecar files again that were deleted or replaced; the caller holds the lock file."""
        self._sidecar_failure = None
        try:
            self._open_lock.require()
            if not self._record.is_own():
                self._record.reopen()
                # Other processes cannot compare the files fully until the next change, because only this process knows
                # its record.
                self._write(self._served._replace(is_changing=True))
        except (StorageError, OSError) as error:
            self._sidecar_failure = str(error)

    def save_lost_log(self, database: SqliteDatabase) -> None:
        """Write the open log into the database when the log or its index was deleted but the database is intact.

        Otherwise its commits would be lost with the processes that have it open. The caller holds the lock file.
        """
        served, files = self._current(), self._names.stamps()
        is_lost = not (files.log.is_same_file(served.files.log) and files.shm.is_same_file(served.files.shm))
        if not is_lost or self._log_is_saved or served.is_changing or files.main != served.files.main:
            return
        with self.recording():
            ((_, pages, saved),) = database.execute_sql("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        self._log_is_saved = pages == saved
        if self._log_is_saved:
            _log.error("The content of the write-ahead log was saved to the database after the log was removed.")

    def count_commit(self, connection: Any) -> None:
        """Raise the number of commits within the transaction that `changing` surrounds.

        Raises TransientStorageError when the database is another one than the recorded one.
        """
        ((file_id, commits),) = connection.execute(_COUNT).fetchall() or ((None, 0),)
        if file_id != self._served.file_id:
            raise TransientStorageError(f"{self._name} does not contain the database that is served")
        if commits <= self._commits:
            raise TransientStorageError(f"{self._name} has lost {self._commits + 1 - commits} commits")
        self._counted = commits

    def confirm_commit(self) -> None:
        """Record, at the end of `changing`, that the counted commit was stored."""
        self._commits = self._counted

    def close(self) -> None:
        self._record.close()

    def _difference(self) -> str | None:
        if self._sidecar_failure is not None:
            return self._sidecar_failure
        served, files = read_together(self._current, self._names) or (None, None)
        reason = difference(served, files) if served and files else None
        return reason and f"{self._name} {reason}"

    def _current(self) -> Served:
        """Return the record, or this process's copy of it when the file was deleted or damaged."""
        served = self._record.read()
        if served is None or served.file_id != self._served.file_id:
            return self._served._replace(is_changing=True)
        self._served = served
        return served

    def _write(self, served: Served) -> None:
        # A stored change is acknowledged even if the record cannot be written. If the files have changed, the next
        # comparison fails.
        self._served = served
        with suppress(OSError):
            self._record.write(served)
