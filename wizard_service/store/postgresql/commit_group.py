"""Runs changes in transactions: one alone, or a group, of which each can be rolled back and all are durable together.

All changes of a group belong to one flow. Their locks are taken at once in the order that every change follows, and so
are the usage rows of the owners that they may charge: one after the other could deadlock with another group.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

import psycopg
from psycopg.sql import SQL, Literal

from ...errors import StorageError, StorageUnavailable, TransientStorageError
from ...metrics import COMMIT_GROUPS, uncritical
from ...timestamps import timestamp
from ..backend import LockKey, Result
from .change_queue import PendingChange
from .connections import Connection
from .driver_errors import READ_ONLY, as_storage_error, storage_errors
from .pool import Pool
from .server_clock import READ_CLOCK, moment_in
from .transaction import PostgresqlTransaction, named

# No further change of a group runs after this processor time: the callers of all changes wait for the last one.
GROUP_TIME_S = 0.25
_UNKNOWN = "The connection was lost while the change was being stored."
# Each change of a group runs in this savepoint; after a rollback to it, the next one does.
_SAVEPOINT = "SAVEPOINT change"
_NEXT = f"RELEASE change; {_SAVEPOINT}"
_UNDO = "ROLLBACK TO change"


class ChangeRunner:
    """Runs the changes of one process. moment_of: see `Writer`."""

    def __init__(self, pool: Pool, epoch: str, moment_of: Callable[[datetime], datetime]) -> None:
        self._pool = pool
        self._epoch = epoch
        self._moment_of = moment_of

    def run_alone(self, connection: Connection, pending: PendingChange[Result]) -> Result:
        """Run a change in a transaction of its own. Raises StorageUnavailable when the outcome is unknown."""
        with _rolled_back(connection):
            now = self._begin(connection, _locks([pending]), READ_CLOCK)
            _run(pending, PostgresqlTransaction(connection, self._epoch, now, pending.time_limit_s))
            _commit(connection, 1)
        pending.is_settled = True
        return pending.result

    def run_together(self, connection: Connection, group: Sequence[PendingChange[Any]]) -> None:
        """Run a group, and settle the changes that need not run again.

        Raises StorageError when nothing was stored, and StorageUnavailable when that is unknown: all are settled then.
        """
        with _rolled_back(connection):
            now = self._begin(connection, _locks(group), _lock_owners(connection, group), _SAVEPOINT, READ_CLOCK)
            used_s, done = 0.0, []
            for pending in group:
                pending.is_postponed = used_s > GROUP_TIME_S
                if pending.is_postponed:
                    continue
                transaction = PostgresqlTransaction(connection, self._epoch, now, pending.time_limit_s)
                if _run_in_savepoint(connection, pending, transaction):
                    done.append(pending)
                used_s += transaction.used_s
            _commit_all(connection, done)

    @storage_errors()
    def _begin(self, connection: Connection, locks: Iterable[str], *statements: str) -> str:
        """Begin a transaction and take the locks, all in one message, and return the time on the server's clock."""
        # The clock is read under the locks, so that times follow the changes.
        cursor = connection.execute("; ".join([self._pool.begin, *locks, *statements]).encode())
        cursor.set_result(-1)
        return timestamp(self._moment_of(moment_in(cursor.fetchall())))


def lock_number(key: LockKey) -> int:
    """Return the key of the advisory lock. Two changes that share a number by chance only wait for each other."""
    return int.from_bytes(hashlib.sha256("\0".join(key).encode()).digest()[:8], "big", signed=True)


def _locks(group: Sequence[PendingChange[Any]]) -> list[str]:
    # All transactions take locks in the same order.
    numbers = sorted({lock_number(key) for pending in group for key in pending.locks})
    return [f"SELECT pg_advisory_xact_lock({number})" for number in numbers]


def _lock_owners(connection: Connection, group: Sequence[PendingChange[Any]]) -> str:
    investigations = [key[1] for pending in group for key in pending.locks if key[0] == "investigation"]
    values = {"caller": Literal(group[0].flow), "investigations": Literal(investigations)}
    return SQL(named("usage.lock_owners")).format(**values).as_string(connection)


def _run_in_savepoint(connection: Connection, pending: PendingChange[Any], transaction: PostgresqlTransaction) -> bool:
    """Run a change of a group, and return whether it has an outcome, which is valid once the group is stored."""
    try:
        _run(pending, transaction)
        # Fails if the change has ignored an error of the server, which the server does not.
        with storage_errors():
            connection.execute(_NEXT)
    except Exception as error:
        if _ends_transaction(connection, error):
            raise
        with storage_errors():
            connection.execute(_UNDO)
        pending.error = error
    # After a deadlock or the timeout of a lock, the change runs again alone.
    return not isinstance(pending.error, TransientStorageError)


def _run(pending: PendingChange[Any], transaction: PostgresqlTransaction) -> None:
    pending.error = None
    pending.result = pending.change(transaction)
    # The last part of the change may have been work without a statement.
    transaction.require_time()


def _commit(connection: Connection, size: int) -> None:
    """Commit. Raises StorageUnavailable when the answer of the server is lost: the change may be stored."""
    try:
        answer = connection.execute("COMMIT").statusmessage
    except psycopg.Error as error:
        if connection.broken or connection.closed:
            raise StorageUnavailable(_UNKNOWN) from error
        raise as_storage_error(error) from error
    if answer != "COMMIT":
        raise StorageError("The change has ignored an error of the server, which has rolled it back.")
    with uncritical():
        COMMIT_GROUPS.observe(size)


def _commit_all(connection: Connection, group: Sequence[PendingChange[Any]]) -> None:
    """Commit and settle a group, unless the server has stored nothing."""
    try:
        _commit(connection, len(group))
    except StorageError:
        raise
    except BaseException:
        for pending in group:
            pending.error = StorageUnavailable(_UNKNOWN)
            pending.is_settled = True
        raise
    for pending in group:
        pending.is_settled = True


def _ends_transaction(connection: Connection, error: Exception) -> bool:
    """Return whether no other change can run in the transaction after an error."""
    return connection.closed or _is_read_only(error)


@contextmanager
def _rolled_back(connection: Connection) -> Iterator[None]:
    """End the transaction of a block that raises."""
    try:
        yield
    except BaseException as error:
        _roll_back(connection, error)
        raise


def _roll_back(connection: Connection, error: BaseException) -> None:
    """End the transaction; close a connection that is broken, or whose server no longer accepts writes."""
    if not _is_read_only(error):
        with suppress(psycopg.Error):
            connection.execute("ROLLBACK")
            return
    connection.close()


def _is_read_only(error: BaseException) -> bool:
    return getattr(error.__cause__, "sqlstate", None) == READ_ONLY
