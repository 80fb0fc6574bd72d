"""The one way to write: a native thread that commits changes in groups.

A change is a function of the transaction. Changes that wait together share one BEGIN IMMEDIATE ... COMMIT, each in a
savepoint of its own, so an error rolls back only the change that raised it. The caller is answered after the COMMIT.
"""

import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any, Generic, TypeVar

from peewee import OperationalError, SqliteDatabase

from ...config import DatabaseSettings
from ...errors import StorageUnavailable
from ...process.threads import single_thread_executor
from ...timestamps import Clock, timestamp
from ..transaction import Transaction
from .connection import file_identity, open_writer
from .lock_file import LockFile

Result = TypeVar("Result")

# 64 changes of 8 KB commit in a few milliseconds; more would make the first of a group wait for the last.
GROUP_SIZE = 64
# Changes that nobody waits for are dropped beyond this, so that no client can make a process remember without end.
MAX_BEST_EFFORT = 256
# How long the end of a program waits for a process that hangs with the lock file.
CLOSE_TIMEOUT_S = 3.0


class _PendingWrite(Generic[Result]):
    """A change that waits for its turn. Either the writer claims it or its caller withdraws it, never both."""

    def __init__(self, change: Callable[[Transaction], Result]) -> None:
        self.change = change
        self.done = False
        self.error: Exception | None = None
        self.result: Result
        self._unclaimed = deque((True,))

    def claim(self) -> bool:
        # deque.pop is atomic, also between native threads where a patched lock is not safe to use.
        try:
            return self._unclaimed.pop()
        except IndexError:
            return False


class Writer:
    """Writes of one process to one SQLite file. Raises StorageUnavailable when nothing could be stored in time."""

    def __init__(self, settings: DatabaseSettings, path: Path, epoch: str, clock: Clock) -> None:
        self._settings = settings
        self._epoch = epoch
        self._clock = clock
        self._database: SqliteDatabase = open_writer(path, settings.statement_timeout_ms / 1000)
        self._path, self._file = path, file_identity(path)
        self._lock = LockFile(path)
        self._executor = single_thread_executor()
        self._pending: deque[_PendingWrite[Any]] = deque()
        self._best_effort: deque[_PendingWrite[None]] = deque()
        self._scheduled: Future[None] | None = None
        # Of the groups that were committed, until somebody counts them.
        self.group_sizes: deque[int] = deque(maxlen=1000)

    def write(self, change: Callable[[Transaction], Result]) -> Result:
        """Run `change` in a transaction and return its result once it is durable.

        `change` may run more than once (a failed group is tried again), so it must do nothing but read and write
        through its transaction.
        """
        delay_s = self._settings.retry_delay_ms / 1000
        for attempt in range(self._settings.retry_attempts):
            try:
                return self._submit(change)
            except OperationalError as error:
                failure = error
            if attempt + 1 < self._settings.retry_attempts:
                time.sleep(delay_s * 2**attempt)
        raise StorageUnavailable("The database does not accept writes at the moment.") from failure

    def write_best_effort(self, change: Callable[[Transaction], None]) -> None:
        """Hand over a change that may be lost: when it fails, when too many wait, or when the process is killed."""
        # Of two threads the faster may have taken the last one.
        with suppress(IndexError):
            while self._best_effort[0].done:
                self._best_effort.popleft()
        if len(self._best_effort) >= MAX_BEST_EFFORT:
            return
        ticket = _PendingWrite(change)
        self._best_effort.append(ticket)
        self._pending.append(ticket)
        with suppress(RuntimeError):
            # It refuses once it is closed: the process is about to end.
            self._schedule_commit()

    def close(self) -> None:
        """Finish what is pending, fold the write-ahead log into the database and let go of the file.

        When another process does not give up the lock file, its end is left to the end of this program: what was
        acknowledged is durable, and the next writer folds the log.
        """
        closing = self._executor.submit(self._close_database)
        try:
            closing.result(CLOSE_TIMEOUT_S)
        except TimeoutError:
            return
        self._executor.shutdown(wait=True)
        self._lock.close()

    def _submit(self, change: Callable[[Transaction], Result]) -> Result:
        ticket = _PendingWrite(change)
        self._pending.append(ticket)
        deadline = time.monotonic() + self._settings.write_timeout_ms / 1000
        while not ticket.done:
            turn = self._schedule_commit()
            try:
                turn.result(max(0.0, deadline - time.monotonic()))
            except TimeoutError:
                if ticket.claim():
                    # It stays in the queue until the next group is taken: what it would have written need not.
                    del ticket.change
                    raise StorageUnavailable("Too many writes are waiting.") from None
                turn.result()
        if ticket.error is not None:
            raise ticket.error
        return ticket.result

    def _schedule_commit(self) -> Future[None]:
        # Appended first, then looked up here; the turn forgets itself first, then takes what is pending. So a turn
        # found here takes the change along, and what waits while one group commits becomes the next group. A turn may
        # start before it is remembered here: then it is awaited in vain, is done, and another one is scheduled.
        turn = self._scheduled
        if turn is None or turn.done():
            turn = self._scheduled = self._executor.submit(self._commit_group)
        return turn

    def _commit_group(self) -> None:
        self._scheduled = None
        # The checkpoint that a COMMIT may run happens under the lock as well: none ever overlaps another commit.
        with self._lock.held():
            group = self._claim_group()
            try:
                self._require_same_file()
                with self._database.atomic("IMMEDIATE"):
                    for ticket in group:
                        self._run(ticket)
            except Exception as error:  # noqa: BLE001 - nothing was stored, and whoever waits must be told
                lost = error if isinstance(error, OperationalError) else OperationalError(repr(error))
                for ticket in group:
                    ticket.error = lost
            else:
                self.group_sizes.append(len(group))
            for ticket in group:
                ticket.done = True

    def _claim_group(self) -> list[_PendingWrite[Any]]:
        group: list[_PendingWrite[Any]] = []
        while self._pending and len(group) < GROUP_SIZE:
            ticket = self._pending.popleft()
            if ticket.claim():
                group.append(ticket)
        return group

    def _require_same_file(self) -> None:
        # SQLite would go on writing into a file that nobody finds any more, and its callers would be told it is stored.
        if file_identity(self._path) != self._file:
            raise OperationalError(f"{self._path} was moved, deleted or replaced while it was in use")

    def _run(self, ticket: _PendingWrite[Any]) -> None:
        transaction = Transaction(self._database, self._epoch, timestamp(self._clock()))
        try:
            with self._database.savepoint():
                ticket.result = ticket.change(transaction)
        except Exception as error:
            if not self._database.connection().in_transaction:
                # SQLite has rolled back everything, not this change alone: the whole group is lost.
                raise
            ticket.error = error

    def _close_database(self) -> None:
        with self._lock.held():
            if not self._database.is_closed():
                self._database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                self._database.close()
