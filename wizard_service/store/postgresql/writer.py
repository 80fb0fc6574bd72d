"""The one way to write: a change runs in a transaction on a pooled connection, which takes its locks first.

The isolation level is READ COMMITTED: each statement of a change sees everything that was committed under its locks.
Changes of one user that wait in this process share a transaction, because they would wait for each other anyway: each
charges the user, and keeps that row locked until its commit is on the disk.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime

from ...config import DatabaseSettings
from ...errors import StorageError, StorageUnavailable, TransientStorageError
from ...process.cooperative import current_flow
from ..backend import Change, LockKey, Result
from ..best_effort import BestEffortQueue
from .change_queue import ChangeQueue, PendingChange
from .commit_group import ChangeRunner
from .connections import Connection
from .pool import Pool


class Writer:
    """Writes of one process. Raises StorageUnavailable when nothing was stored in time, or when that is unknown.

    moment_of: maps the moment at which the server began a change to the moment that the change stores.
    """

    def __init__(
        self, settings: DatabaseSettings, pool: Pool, epoch: str, moment_of: Callable[[datetime], datetime]
    ) -> None:
        self._settings = settings
        self._pool = pool
        self._runner = ChangeRunner(pool, epoch, moment_of)
        self._queue = ChangeQueue()
        self._best_effort: BestEffortQueue[Change[None]] = BestEffortQueue(self._write_once)
        self._closed = False

    def write(self, change: Change[Result], locks: Sequence[LockKey], *, has_time_limit: bool = False) -> Result:
        """Run `change` in a transaction and return its result once it is durable.

        `change` may run more than once (a deadlock, a lost connection), so it must do nothing but read and write
        through its transaction. has_time_limit: see `Backend.write`.
        """
        time_limit_s = self._settings.change_time_ms / 1000 if has_time_limit else None
        pending = PendingChange(change, locks, time_limit_s, current_flow())
        delay_s = self._settings.retry_delay_ms / 1000
        for attempt in range(self._settings.retry_attempts):
            try:
                return self._run_alone(pending) if attempt else self._run(pending)
            except TransientStorageError as error:
                failure = error
                # After a restart of the server, all idle connections are broken.
                self._pool.replace_broken()
            if attempt + 1 < self._settings.retry_attempts:
                time.sleep(delay_s * 2**attempt)
        raise StorageUnavailable("The database does not accept writes at the moment.") from failure

    def write_best_effort(self, change: Change[None]) -> None:
        """Hand over a change that is lost when it fails, when too many are pending, or when the process is killed."""
        if self._best_effort.accepts:
            self._best_effort.add(change)

    def close(self) -> None:
        """Finish the best-effort writes."""
        self._closed = True
        self._best_effort.close()

    def _run(self, pending: PendingChange[Result]) -> Result:
        """Run a change, together with those of its flow that wait; those of the service itself run alone."""
        if not pending.flow:
            return self._run_alone(pending)
        with self._queue.entered(pending, self._settings.write_timeout_ms / 1000) as leads:
            if leads:
                self._lead(pending)
        # A group that was not stored, as after a deadlock, leaves its changes to run alone.
        return pending.outcome() if pending.is_settled else self._run_alone(pending)

    def _lead(self, pending: PendingChange[Result]) -> None:
        with self._connection() as connection, self._queue.claimed(pending.flow) as others:
            if others:
                with suppress(StorageError, StorageUnavailable):
                    self._runner.run_together(connection, [pending, *others])
            else:
                self._runner.run_alone(connection, pending)

    def _run_alone(self, pending: PendingChange[Result]) -> Result:
        with self._connection() as connection:
            return self._runner.run_alone(connection, pending)

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        if self._closed:
            raise StorageUnavailable("The process is closing the database.")
        with self._pool.connection() as connection:
            yield connection

    def _write_once(self, change: Change[None]) -> None:
        with self._pool.connection() as connection:
            self._runner.run_alone(connection, PendingChange(change))
