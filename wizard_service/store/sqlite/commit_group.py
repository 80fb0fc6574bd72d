"""Runs the changes of one group commit: each can be rolled back alone, and all become durable together."""

import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, Generic

from peewee import PeeweeException, SqliteDatabase

from ...errors import TransientStorageError
from ..backend import Change, Result
from .transaction import SqliteTransaction, as_storage_error

# 64 changes of 8 KB commit in a few milliseconds; more would make the first of a group wait for the last.
GROUP_SIZE = 64
# No further change joins a group that has taken this processor time, so that slow changes delay few others.
GROUP_TIME_S = 0.25
# Takes the time limit of a change and returns its transaction.
Begin = Callable[[float | None], SqliteTransaction]
CountCommit = Callable[[sqlite3.Connection], None]


class PendingWrite(Generic[Result]):
    """A queued change. Either the writer claims it or its caller withdraws it, never both.

    flow: whose write it is. time_limit_s: the processor time that the change may take, None for any.
    """

    def __init__(self, change: Change[Result], flow: str, time_limit_s: float | None = None) -> None:
        self.change = change
        self.flow = flow
        self.time_limit_s = time_limit_s
        self.done = False
        self.error: Exception | None = None
        self.result: Result
        self._unclaimed = deque((True,))

    def claim(self) -> bool:
        # deque.pop is atomic even between native threads, between which a patched lock is not safe.
        try:
            return self._unclaimed.pop()
        except IndexError:
            return False


class _ChangeFailed(Exception):
    """A change that was alone in its transaction raised `error`; the transaction is rolled back with it."""

    def __init__(self, error: Exception) -> None:
        super().__init__(error)
        self.error = error


class CommitGroup:
    """The writes of one commit, in `writes`: those of `claim` while there are neither too many nor too slow ones."""

    def __init__(self, claim: Iterator[PendingWrite[Any]]) -> None:
        self.writes: list[PendingWrite[Any]] = []
        self._claim = claim

    def __iter__(self) -> Iterator[PendingWrite[Any]]:
        """Claim and yield further writes."""
        began_s = time.thread_time()
        for pending in self._claim:
            self.writes.append(pending)
            yield pending
            if len(self.writes) == GROUP_SIZE or time.thread_time() - began_s >= GROUP_TIME_S:
                return


def commit_group(database: SqliteDatabase, group: CommitGroup, begin: Begin, count_commit: CountCommit) -> bool:
    """Run and commit a group, set the result or the error of each write, and return whether the commit succeeded.

    begin: makes the transaction object for one change. count_commit: called last in the transaction, unless nothing was
    changed; when it raises, nothing is stored.
    A write whose change raised gets that error. When the commit itself fails, nothing is stored and every write gets a
    TransientStorageError.
    """
    members = iter(group)
    # These get an error when the transaction cannot begin.
    first = list(islice(members, 2))
    if not first:
        return False
    try:
        with database.atomic("IMMEDIATE"):
            connection = database.connection()
            before = connection.total_changes
            _run(database, first, members, begin)
            if connection.total_changes != before:
                count_commit(connection)
    except _ChangeFailed as failed:
        group.writes[0].error = failed.error
    except Exception as error:  # noqa: BLE001 - nothing was stored, and every caller must get an answer
        fail_all(group.writes, error)
        return False
    return True


def fail_all(writes: Sequence[PendingWrite[Any]], error: Exception) -> None:
    """Set an error that permits a retry on every write of a group that was not stored."""
    if isinstance(error, PeeweeException):
        error = TransientStorageError(str(error))
    failure = error if isinstance(error, TransientStorageError) else TransientStorageError(repr(error))
    for pending in writes:
        pending.error = failure


def _run(
    database: SqliteDatabase, first: list[PendingWrite[Any]], others: Iterator[PendingWrite[Any]], begin: Begin
) -> None:
    if len(first) == 1:
        _run_alone(first[0], begin(first[0].time_limit_s))
        return
    for pending in chain(first, others):
        _run_in_savepoint(database, pending, begin(pending.time_limit_s))


def _run_alone(pending: PendingWrite[Any], transaction: SqliteTransaction) -> None:
    # The transaction contains only this change, so it needs no savepoint.
    try:
        _run_change(pending, transaction)
    except Exception as error:
        raise _ChangeFailed(_at_seam(error)) from error


def _run_in_savepoint(database: SqliteDatabase, pending: PendingWrite[Any], transaction: SqliteTransaction) -> None:
    try:
        with database.savepoint():
            _run_change(pending, transaction)
    except Exception as error:
        if not database.connection().in_transaction:
            # SQLite has rolled back the whole transaction, so the whole group is lost.
            raise
        pending.error = _at_seam(error)


def _run_change(pending: PendingWrite[Any], transaction: SqliteTransaction) -> None:
    pending.result = pending.change(transaction)
    # The last part of the change may have been work without a statement.
    transaction.require_time()


def _at_seam(error: Exception) -> Exception:
    return as_storage_error(error) if isinstance(error, PeeweeException) else error
