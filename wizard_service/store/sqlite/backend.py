"""SQLite behind the seam: one file, a reader connection, and one writer thread per process."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, cast

from ...config import DatabaseSettings
from ...errors import StorageUnavailable, TransientStorageError
from ...metrics import COMMIT_GROUPS, uncritical
from ...process.cooperative import yield_to_others
from ...timestamps import Clock, utc_now
from ..backend import Change, LockKey, Position, Result, SnapshotReader, StoredEvent, Transaction, Values
from ..failure_log import ErrorThrottle
from ..search import HistorySearch, Key
from .connection import abandon, close_reader, database_path, open_reader
from .history.search import find_keys
from .identity.comparison import require_matching_log
from .identity.epoch import HighWaterMark
from .identity.open_lock import DatabaseLock, shared
from .identity.opening import open_guard, require_same_files
from .migrations import require_file, verify_schema
from .sidecar import DegradedFile
from .transaction import DRIVER_ERRORS, SqliteReader, as_storage_error
from .writer import Writer

# PRAGMA data_version (5 us) hints that another process has committed. The log is read at least this often regardless.
UNCONDITIONAL_READ_S = 1.0


class SqliteBackend(SqliteReader):
    """Implements `Backend`. `locks` are ignored: the writer is serial, also across processes.

    Reads use a separate connection and never wait for writers.
    Raises SchemaError when the schema is not the required one, DatabaseInUse while the file is being replaced.
    """

    def __init__(self, settings: DatabaseSettings, clock: Clock | None = None) -> None:
        path = database_path(settings)
        require_file(path)
        self._path = path
        self._closed, self.doorbell_rings = False, None
        self.clock = clock or utc_now
        self.errors = ErrorThrottle()
        with ExitStack() as undo:
            self._open_lock = DatabaseLock(path)
            undo.callback(self._open_lock.close)
            require_same_files(path, self._open_lock)
            verify_schema(path)
            super().__init__(open_reader(path, settings.statement_timeout_ms / 1000))
            undo.callback(close_reader, path, self.database)
            ((self._schema_version,),) = SqliteReader(self.database).select_tuples("PRAGMA schema_version")
            self.high_water_mark = HighWaterMark(path)
            undo.callback(self.high_water_mark.close)
            self.degraded = DegradedFile(path)
            undo.callback(self.degraded.close)
            self._guard, identity = open_guard(path, self._open_lock, self.high_water_mark)
            self.epoch, self.epoch_origin = identity.epoch, identity.origin
            undo.callback(self._guard.close)
            self._writer = Writer(settings, path, self.epoch, self.clock, self._guard)
            undo.pop_all()
        self._committed = threading.Event()
        self._data_version, self._read_at = -1, 0.0

    def write(self, change: Change[Result], *, locks: Sequence[LockKey] = (), has_time_limit: bool = False) -> Result:
        try:
            result = self._writer.write(change, has_time_limit=has_time_limit)
        except StorageUnavailable as error:
            # A failure while this process closes its database does not mean that the storage fails.
            if not self._closed:
                self.errors.record(error)
                self.degraded.set()
            raise
        self._committed.set()
        self._note_commits()
        # All callers of a commit group wake at the same moment, so each yields to other greenlets first.
        yield_to_others()
        return result

    def write_best_effort(self, change: Change[None]) -> None:
        self._writer.write_best_effort(change)

    def find_history_keys(self, search: HistorySearch) -> tuple[list[Key], int]:
        return find_keys(self, search)

    def wait_for_commit(self, timeout_s: float) -> bool:
        woken = self._committed.wait(timeout_s)
        self._committed.clear()
        return woken or self._may_have_changed()

    def wake(self) -> None:
        self._committed.set()

    def tail_end(self) -> Position:
        self._read_at = time.monotonic()
        ((newest,),) = self.select_tuples("SELECT coalesce(max(commit_seq), 0) FROM events")
        return Position(newest)

    def read_tail(self, position: Position, limit: int) -> tuple[Position, list[StoredEvent]]:
        self._read_at = time.monotonic()
        rows = self.select_tuples(self.sql("events.tail"), (position, limit))
        if not rows:
            return position, []
        newest: int = rows[-1][0]
        # The mark must cover every delivered event, so it advances before any client receives the events.
        self.high_water_mark.advance(newest)
        return Position(newest), [StoredEvent(*row) for _, *row in rows]

    def position_number(self, position: Position) -> float:
        return float(cast(int, position))

    def probe(self) -> None:
        self.write(_write_probe)

    @property
    def refusal(self) -> str | None:
        return self._guard.failure

    def watch(self) -> None:
        try:
            self._guard.compare()
        finally:
            if self._guard.failure or not self._guard.has_own_sidecars():
                self._writer.repair_files()

    def verify(self) -> None:
        self._guard.compare()
        version = self._pragma("schema_version")
        if version != self._schema_version:
            verify_schema(self._path)
            self._schema_version = version

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._writer.close()
        self._close_reader()
        self.high_water_mark.close()
        self.degraded.close()
        self._guard.close()
        self._open_lock.close()

    @contextmanager
    def iterate(self, statement: str, values: Values = ()) -> Iterator[Iterator[tuple[Any, ...]]]:
        self._guard.require_own_file()
        with super().iterate(statement, values) as rows:
            yield rows

    def _all(self, statement: str, values: Values) -> tuple[Any, list[tuple[Any, ...]]]:
        # A replaced file has other content, and SQLite's cached pages may be outdated.
        self._guard.require_own_file()
        return super()._all(statement, values)

    def _close_reader(self) -> None:
        try:
            self._guard.compare()
        except TransientStorageError:
            abandon(self.database)
        else:
            self.database.close()

    def _may_have_changed(self) -> bool:
        data_version = self._pragma("data_version")
        changed = data_version != self._data_version
        self._data_version = data_version
        return changed or time.monotonic() - self._read_at > UNCONDITIONAL_READ_S

    def _pragma(self, name: str) -> Any:
        self._guard.require_own_file()
        try:
            return self.database.pragma(name)
        except DRIVER_ERRORS as error:
            raise as_storage_error(error) from error

    def _note_commits(self) -> None:
        # The writer's native thread must not update metrics. The flag is cleared once per group, because it is in a
        # file, and each system call hands the interpreter to the writer's thread for a switch interval.
        with suppress(IndexError), uncritical():
            while True:
                size = self._writer.group_sizes.popleft()
                self.degraded.clear()
                COMMIT_GROUPS.observe(size)


@contextmanager
def open_sqlite_reader(settings: DatabaseSettings) -> Iterator[SnapshotReader]:
    """Implement `open_read_only`. The file is not replaced during the block."""
    path = database_path(settings)
    with shared(path), ExitStack() as undo:
        require_matching_log(path)
        database = open_reader(path, reads_damaged_text=True)
        undo.callback(close_reader, path, database)
        yield SqliteReader(database)


def _write_probe(tx: Transaction) -> None:
    tx.execute(tx.sql("meta.probe"), (tx.now,))
