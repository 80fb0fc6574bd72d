"""A database that a worker could not open when it started: every call fails until a later attempt opens it."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

from ..errors import SchemaError, StorageError, StorageUnavailable, TransientStorageError
from ..timestamps import Clock
from .backend import Backend, Change, Degraded, LockKey, Position, Reader, Result, Row, StoredEvent, Values
from .failure_log import ErrorThrottle
from .search import HistorySearch, Key

# The pause between two attempts grows from the first value to the second.
RETRY_S, MAX_RETRY_S = 0.5, 8.0

OPENING_ERRORS = (SchemaError, StorageError, OSError)


class _AlwaysDegraded:
    """Implements `Degraded` while there is no database: no change can be stored."""

    is_set = True

    def set(self) -> None: ...


class DeferredBackend:
    """Implements `Backend` with the backend that `open_now` returns. `watch` calls `open_now` until it succeeds.

    epoch: of the database that the other workers of the service have opened. The service opens no other database.
    """

    def __init__(self, open_now: Callable[[], Backend], epoch: str, clock: Clock, failure: Exception) -> None:
        self._open_now = open_now
        self._backend: Backend | None = None
        self._pause_s = RETRY_S
        self._retry_at = time.monotonic() + RETRY_S
        self.refusal: str | None = str(failure)
        self.epoch = epoch
        self.epoch_origin: str | None = None
        self.clock = clock
        self.errors = ErrorThrottle()
        self.errors.record(failure)

    @property
    def degraded(self) -> Degraded:
        return self._backend.degraded if self._backend else _AlwaysDegraded()

    def watch(self) -> None:
        if self._backend is None and time.monotonic() >= self._retry_at:
            self._try_open()
        backend = self._opened()
        try:
            backend.watch()
        finally:
            self.refusal = backend.refusal

    def select(self, statement: str, values: Values = ()) -> list[Row]:
        return self._opened().select(statement, values)

    def select_one(self, statement: str, values: Values = ()) -> Row | None:
        return self._opened().select_one(statement, values)

    def select_tuples(self, statement: str, values: Values = ()) -> list[tuple[Any, ...]]:
        return self._opened().select_tuples(statement, values)

    def iterate(self, statement: str, values: Values = ()) -> AbstractContextManager[Iterator[tuple[Any, ...]]]:
        return self._opened().iterate(statement, values)

    def sql(self, name: str) -> str:
        return self._opened().sql(name)

    def snapshot(self) -> AbstractContextManager[Reader]:
        return self._opened().snapshot()

    def write(self, change: Change[Result], *, locks: Sequence[LockKey] = (), has_time_limit: bool = False) -> Result:
        if self._backend is None:
            raise StorageUnavailable("The database could not be opened yet.")
        return self._backend.write(change, locks=locks, has_time_limit=has_time_limit)

    def write_best_effort(self, change: Change[None]) -> None:
        if self._backend is not None:
            self._backend.write_best_effort(change)

    def find_history_keys(self, search: HistorySearch) -> tuple[list[Key], int]:
        return self._opened().find_history_keys(search)

    def wait_for_commit(self, timeout_s: float) -> bool:
        return self._opened().wait_for_commit(timeout_s)

    @property
    def doorbell_rings(self) -> bool | None:
        return self._backend.doorbell_rings if self._backend else None

    def wake(self) -> None:
        if self._backend is not None:
            self._backend.wake()

    def tail_end(self) -> Position:
        return self._opened().tail_end()

    def read_tail(self, position: Position, limit: int) -> tuple[Position, list[StoredEvent]]:
        return self._opened().read_tail(position, limit)

    def position_number(self, position: Position) -> float:
        return self._opened().position_number(position)

    def probe(self) -> None:
        if self._backend is None:
            raise StorageUnavailable("The database could not be opened yet.")
        self._backend.probe()

    def verify(self) -> None:
        self._opened().verify()

    def close(self) -> None:
        if self._backend is not None:
            self._backend.close()

    def _opened(self) -> Backend:
        if self._backend is None:
            raise TransientStorageError(self.refusal)
        return self._backend

    def _try_open(self) -> None:
        try:
            self._backend = self._open_now()
        except OPENING_ERRORS as failure:
            self.refusal = str(failure)
            self._pause_s = min(self._pause_s * 2, MAX_RETRY_S)
            self._retry_at = time.monotonic() + self._pause_s
        else:
            self.refusal, self.epoch_origin = None, self._backend.epoch_origin
            self.epoch, self.clock = self._backend.epoch, self._backend.clock
