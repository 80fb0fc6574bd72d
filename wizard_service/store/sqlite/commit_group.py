"""Run the changes of one group commit: each can roll back alone, and all become durable together."""

import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Generic

from peewee import PeeweeException, SqliteDatabase

from ...errors import TransientStorageError
from ..backend import Change, Result
from .transaction import SqliteTransaction, as_storage_error


class PendingWrite(Generic[Result]):
    """A queued change. Either the writer claims it or its caller withdraws it, never both."""

    def __init__(self, change: Change[Result]) -> None:
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


class _ChangeFailed(Exception):
    """A change that was alone in its transaction raised `error`; the transaction is rolled back with it."""

    def __init__(self, error: Exception) -> None:
        super().__init__(error)
        self.error = error


def commit_group(
    database: SqliteDatabase,
    group: Sequence[PendingWrite[Any]],
    begin: Callable[[], SqliteTransaction],
    count_commit: Callable[[sqlite3.Connection], None],
) -> bool:
    """Run and commit the group, set each write's result or error, and return whether the commit succeeded.

    begin: makes the transaction object of one change. count_commit: runs last in the transaction, unless nothing was
    changed; when it raises, nothing is stored. A write whose change raised has that error; when the commit
    itself fails nothing is stored and every write has the TransientStorageError.
    """
    try:
        with database.atomic("IMMEDIATE"):
            connection = database.connection()
            before = connection.total_changes
            _run(database, group, begin)
            if connection.total_changes != before:
                count_commit(connection)
    except _ChangeFailed as failed:
        group[0].error = failed.error
    except Exception as error:  # noqa: BLE001 - nothing was stored, and every caller must get an answer
        fail_all(group, error)
        return False
    return True


def fail_all(group: Sequence[PendingWrite[Any]], error: Exception) -> None:
    """Give every write of a group that was not stored an error that lets its caller try again."""
    if isinstance(error, PeeweeException):
        error = TransientStorageError(str(error))
    failure = error if isinstance(error, TransientStorageError) else TransientStorageError(repr(error))
    for pending in group:
        pending.error = failure


def _run(database: SqliteDatabase, group: Sequence[PendingWrite[Any]], begin: Callable[[], SqliteTransaction]) -> None:
    if len(group) == 1:
        _run_alone(group[0], begin())
        return
    for pending in group:
        _run_in_savepoint(database, pending, begin())


def _run_alone(pending: PendingWrite[Any], transaction: SqliteTransaction) -> None:
    # The transaction contains this change alone, so it needs no savepoint.
    try:
        pending.result = pending.change(transaction)
    except Exception as error:
        raise _ChangeFailed(_at_seam(error)) from error


def _run_in_savepoint(database: SqliteDatabase, pending: PendingWrite[Any], transaction: SqliteTransaction) -> None:
    try:
        with database.savepoint():
            pending.result = pending.change(transaction)
    except Exception as error:
        if not database.connection().in_transaction:
            # SQLite has rolled back everything, not this change alone: the whole group is lost.
            raise
        pending.error = _at_seam(error)


def _at_seam(error: Exception) -> Exception:
    return as_storage_error(error) if isinstance(error, PeeweeException) else error
