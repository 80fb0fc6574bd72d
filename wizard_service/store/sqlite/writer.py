"""The single writer of a process: a native thread that commits changes in groups.

A change is a function of the transaction. Changes that are queued together share one BEGIN IMMEDIATE ... COMMIT, each
in its own savepoint, so an error rolls back only the change that raised it. A caller gets its answer after the COMMIT.
"""

import time
from collections import deque
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any

from peewee import PeeweeException, SqliteDatabase

from ...config import DatabaseSettings
from ...errors import StorageError, StorageUnavailable, TransientStorageError
from ...process.cooperative import current_flow
from ...process.threads import single_thread_executor
from ...timestamps import Clock, timestamp
from ..backend import Change, Result
from ..best_effort import BestEffortQueue
from .commit_group import CommitGroup, PendingWrite, commit_group, fail_all
from .connection import abandon, open_writer
from .identity.guard import FileGuard
from .lock_file import LockFile
from .transaction import SqliteTransaction
from .write_queue import WriteQueue

# How long `close` waits for another process that keeps the lock file.
CLOSE_TIMEOUT_S = 3.0

# Best-effort writes of all users are one flow, so that denied attempts keep their order. No user has this id.
_BEST_EFFORT = "\0best effort"


class Writer:
    """Writes of one process to one SQLite file. Raises StorageUnavailable when nothing could be stored in time."""

    def __init__(self, settings: DatabaseSettings, path: Path, epoch: str, clock: Clock, guard: FileGuard) -> None:
        self._settings = settings
        self._epoch = epoch
        self._clock = clock
        self._database: SqliteDatabase = open_writer(path, settings.statement_timeout_ms / 1000)
        self._guard = guard
        self._lock = LockFile(path)
        self._executor = single_thread_executor()
        self._pending = WriteQueue()
        # It waits for the writes that have no caller that does, and schedules commits until all are stored.
        self._best_effort: BestEffortQueue[PendingWrite[None]] = BestEffortQueue(self._wait_for)
        self._scheduled: Future[None] | None = None
        self._repair: Future[None] | None = None
        self._closed = False
        # Sizes of committed groups, drained by `SqliteBackend._note_commits`.
        self.group_sizes: deque[int] = deque(maxlen=1000)

    def write(self, change: Change[Result], *, has_time_limit: bool = False) -> Result:
        """Run `change` in a transaction and return its result once it is durable.

        `change` may run more than once (a failed group is tried again), so it must do nothing but read and write
        through its transaction. has_time_limit: see `Backend.write`.
        """
        time_limit_s = self._settings.change_time_ms / 1000 if has_time_limit else None
        delay_s = self._settings.retry_delay_ms / 1000
        for attempt in range(self._settings.retry_attempts):
            try:
                return self._submit(PendingWrite(change, current_flow(), time_limit_s))
            except TransientStorageError as error:
                failure = error
            if attempt + 1 < self._settings.retry_attempts:
                time.sleep(delay_s * 2**attempt)
        raise StorageUnavailable("The database does not accept writes at the moment.") from failure

    def write_best_effort(self, change: Change[None]) -> None:
        """Hand over a change that is lost when it fails, when too many are pending, or when the process is killed."""
        if self._closed or not self._best_effort.accepts:
            return
        pending = PendingWrite(change, _BEST_EFFORT)
        # The next commit includes the write, no matter which caller waits for it.
        self._pending.add(pending)
        self._best_effort.add(pending)

    def repair_files(self) -> None:
        """Renew deleted sidecar files, and save the content of a deleted log, without waiting for the result.

        The commits in a log that has lost its name would be lost with the processes that have it open.
        """
        if self._repair is None or self._repair.done():
            # A closed executor raises RuntimeError; the process is about to end.
            with suppress(RuntimeError):
                self._repair = self._executor.submit(self._repair_files)

    def close(self) -> None:
        """Finish pending writes, checkpoint the WAL and release the file.

        When another process keeps the lock file or the storage fails, the rest is left undone: acknowledged changes are
        durable, and the next writer checkpoints the WAL.
        """
        self._closed = True
        closing = self._executor.submit(self._close_database)
        try:
            closing.result(CLOSE_TIMEOUT_S)
        except TimeoutError:
            return
        self._best_effort.close()
        self._executor.shutdown(wait=True)
        self._lock.close()

    def _submit(self, pending: PendingWrite[Result]) -> Result:
        if self._closed:
            raise StorageUnavailable("The process is closing the database.")
        self._pending.add(pending)
        self._wait_for(pending)
        if pending.error is not None:
            raise pending.error
        return pending.result

    def _wait_for(self, pending: PendingWrite[Any]) -> None:
        deadline = time.monotonic() + self._settings.write_timeout_ms / 1000
        while not pending.done:
            commit = self._schedule_commit()
            try:
                commit.result(max(0.0, deadline - time.monotonic()))
            except TimeoutError:
                if pending.claim():
                    # The entry stays queued until the next group is claimed, but its values are freed now.
                    del pending.change
                    raise StorageUnavailable("Too many writes are waiting.") from None
                commit.result()

    def _schedule_commit(self) -> Future[None]:
        # The write is added first, then the scheduled commit is looked up; the commit clears `_scheduled` first, then
        # claims what is pending. So a commit that is found here can include the write, and the writes queued while one
        # group commits become the next group. A commit may start before it is stored in `_scheduled`: then its
        # caller waits for a finished commit and schedules another one.
        commit = self._scheduled
        if commit is None or commit.done():
            commit = self._scheduled = self._executor.submit(self._commit_group)
        return commit

    def _commit_group(self) -> None:
        self._scheduled = None
        if not self._pending:  # `_close_database` has committed what this commit was scheduled for.
            return
        group = CommitGroup(self._pending.claim())
        try:
            # A COMMIT may run a checkpoint. It runs under the lock as well, so that it never overlaps another commit.
            with self._lock.held():
                self._commit(group)
        except Exception as error:  # noqa: BLE001 - nothing was stored, and every caller must get an answer
            # A write that stayed queued would be stored with a later group, after its caller was refused.
            group.writes += self._pending.claim()
            fail_all(group.writes, error)
        for pending in group.writes:
            pending.done = True

    def _commit(self, group: CommitGroup) -> None:
        # Without the guard SQLite would keep writing to a file that was deleted or replaced, and report success.
        with self._guard.changing():
            if commit_group(self._database, group, self._begin, self._guard.count_commit):
                self._guard.confirm_commit()
                self.group_sizes.append(len(group.writes))

    def _begin(self, time_limit_s: float | None) -> SqliteTransaction:
        return SqliteTransaction(self._database, self._epoch, timestamp(self._clock()), time_limit_s)

    def _repair_files(self) -> None:
        with suppress(PeeweeException, StorageError, OSError), self._lock.held():
            self._guard.renew_sidecars()
            self._guard.save_lost_log(self._database)

    def _close_database(self) -> None:
        while self._pending:
            self._commit_group()
        if self._database.is_closed():
            return
        with suppress(PeeweeException, StorageError), self._lock.held():
            self._checkpoint_and_close()

    def _checkpoint_and_close(self) -> None:
        try:
            with self._guard.changing():
                self._database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                self._database.close()
        except StorageError:
            abandon(self._database)
