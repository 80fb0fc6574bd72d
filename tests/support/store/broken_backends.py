"""Backends that each break one promise, so that the checks of the promises are seen to fail."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from tests.support.store.change_time import LIMIT_MS
from wizard_service.errors import StorageUnavailable, TooLarge, TransientStorageError
from wizard_service.store import Position, Reader, Row, StoredEvent
from wizard_service.store.backend import Change, LockKey, Result
from wizard_service.store.sqlite.backend import SqliteBackend


class _UndoError(Exception):
    """Rolls a change back that its caller takes for stored."""


class KeepsHalfAChange(SqliteBackend):
    def write(self, change: Change[Result], *, locks: Sequence[LockKey] = (), has_time_limit: bool = False) -> Result:
        errors: list[Exception] = []

        def swallow(tx: Any) -> Any:
            try:
                return change(tx)
            except Exception as error:  # noqa: BLE001 - what the transaction must not see
                errors.append(error)

        result = super().write(swallow, locks=locks, has_time_limit=has_time_limit)
        if errors:
            raise errors[0]
        return result


class AnswersBeforeItStores(SqliteBackend):
    def write(self, change: Change[Result], *, locks: Sequence[LockKey] = (), has_time_limit: bool = False) -> Result:
        results: list[Result] = []

        def undo(tx: Any) -> None:
            results.append(change(tx))
            raise _UndoError

        with suppress(_UndoError):
            super().write(undo, locks=locks, has_time_limit=has_time_limit)
        return results[0]


class ReadsBeforeItLocks(SqliteBackend):
    def write(self, change: Change[Result], *, locks: Sequence[LockKey] = (), has_time_limit: bool = False) -> Result:
        deferred = _Deferred(self)
        result = change(deferred)  # type: ignore[arg-type]
        super().write(
            lambda tx: [getattr(tx, name)(*values) for name, values in deferred.calls],
            locks=locks,
            has_time_limit=has_time_limit,
        )
        return result


class _Deferred:
    """A transaction that reads at once and writes later."""

    def __init__(self, backend: SqliteBackend) -> None:
        self.select, self.now, self.epoch = backend.select, "2026-01-01T00:00:00.000Z", backend.epoch
        self.calls: list[tuple[str, tuple[Any, ...]]] = []

    def insert(self, *values: Any) -> None:
        self.calls.append(("insert", values))

    def update(self, *values: Any) -> int:
        self.calls.append(("update", values))
        return 1


class ReversesItsTail(SqliteBackend):
    def read_tail(self, position: Position, limit: int) -> tuple[Position, list[StoredEvent]]:
        position, events = super().read_tail(position, limit)
        return position, events[::-1]


class ReadsOneByOne(SqliteBackend):
    @contextmanager
    def snapshot(self) -> Iterator[Reader]:
        yield self


class NeverTriesAgain(SqliteBackend):
    def write(self, change: Change[Result], *, locks: Sequence[LockKey] = (), has_time_limit: bool = False) -> Result:
        def once(tx: Any) -> Result:
            try:
                return change(tx)
            except TransientStorageError as error:
                raise RuntimeError("gave up") from error

        return super().write(once, locks=locks, has_time_limit=has_time_limit)


class WaitsForEver(SqliteBackend):
    def write(self, change: Change[Result], *, locks: Sequence[LockKey] = (), has_time_limit: bool = False) -> Result:
        while True:
            with suppress(StorageUnavailable):
                return super().write(change, locks=locks, has_time_limit=has_time_limit)


class LimitsNothing(SqliteBackend):
    def write(self, change: Change[Result], *, locks: Sequence[LockKey] = (), has_time_limit: bool = False) -> Result:
        return super().write(change, locks=locks)


class CountsTimeOfWaiting(SqliteBackend):
    def write(self, change: Change[Result], *, locks: Sequence[LockKey] = (), has_time_limit: bool = False) -> Result:
        def limited(tx: Any) -> Result:
            ends_at = time.monotonic() + LIMIT_MS / 1000
            result = change(tx)
            if time.monotonic() > ends_at:
                raise TooLarge("too long")
            return result

        return super().write(limited, locks=locks)


class IgnoresOtherProcesses(SqliteBackend):
    def wait_for_commit(self, timeout_s: float) -> bool:
        return self._committed.wait(timeout_s)


class LetsDriverErrorsPass(SqliteBackend):
    def select(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        return list(self.database.execute_sql(statement, values))


class RaisesForBestEffort(SqliteBackend):
    def write_best_effort(self, change: Change[None]) -> None:
        self.write(change)
