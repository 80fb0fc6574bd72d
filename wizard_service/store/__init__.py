"""Everything that touches the database: rows, the one way to write, the event log, the schema."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from peewee import SqliteDatabase

from ..config import DatabaseSettings
from ..errors import SchemaError, StorageUnavailable
from ..metrics import COMMIT_GROUPS
from ..timestamps import Clock, utc_now
from .failure_log import ErrorThrottle
from .sqlite.connection import database_path, file_identity, open_reader
from .sqlite.epoch import HighWaterMark, resolve_epoch
from .sqlite.migrations import verify_schema
from .sqlite.sidecar import DatabaseLock, DegradedFlag
from .sqlite.writer import Writer
from .transaction import Transaction

Result = TypeVar("Result")

_PROBE = """
INSERT INTO meta (key, value) VALUES ('storage_probe', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value
"""


class Store:
    """One database as one process sees it.

    epoch: part of every event id and ETag; another value means that older ids say nothing any more.
    tail_mark: what was handed out to listeners, so that a log that lost its end is noticed at the next start.
    trouble: whether writes fail at the moment, here or in another process.
    failures: where whoever cannot read or write says so, for the log.
    reader: for queries outside a transaction; executing one never waits for writers.
    Raises SchemaError when the file is not what this program needs, DatabaseInUse while it is being replaced.
    """

    def __init__(self, settings: DatabaseSettings, clock: Clock = utc_now) -> None:
        path = database_path(settings)
        verify_schema(path)
        self.clock = clock
        self._users = DatabaseLock(path)
        self._path, self._file = path, file_identity(path)
        self._closed = False
        self.reader: SqliteDatabase = open_reader(path, settings.statement_timeout_ms / 1000)
        self._schema_version = self.reader.pragma("schema_version")
        self.high_water_mark = HighWaterMark(path)
        self.degraded = DegradedFlag(path)
        self.errors = ErrorThrottle()
        self.epoch = resolve_epoch(path, self.high_water_mark)
        self._writer = Writer(settings, path, self.epoch, clock)
        self._listeners: list[Callable[[], None]] = []

    def read(self, query: Any) -> list[dict[str, Any]]:
        """Run a SELECT on the reader and return all its rows as dictionaries."""
        return list(query.dicts().execute(self.reader))

    def write(self, change: Callable[[Transaction], Result]) -> Result:
        """Run `change` in a transaction; return its result once it is durable, then wake who follows the log."""
        try:
            result = self._writer.write(change)
        except StorageUnavailable as failure:
            self.errors.record(failure)
            self.degraded.set()
            raise
        self.degraded.clear()
        for listener in self._listeners:
            listener()
        self._count_groups()
        return result

    def probe(self) -> None:
        """Find out by a real write whether changes can be stored. Raises StorageUnavailable."""
        self.write(lambda tx: tx.database.execute_sql(_PROBE.replace("?", tx.database.param), (tx.now,)))

    def write_best_effort(self, change: Callable[[Transaction], None]) -> None:
        """Hand over a change and go on: it may be lost, and nobody is told of it. For what beside the feed is noted."""
        self._writer.write_best_effort(change)

    def on_commit(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each commit of this process; it must neither fail nor wait."""
        self._listeners.append(listener)

    def verify_unchanged(self) -> None:
        """Raise SchemaError when the file was replaced, or its schema is no longer what this program needs."""
        if file_identity(self._path) != self._file:
            raise SchemaError([f"{self._path} was replaced while it was in use"])
        version = self.reader.pragma("schema_version")
        if version != self._schema_version:
            verify_schema(self._path)
            self._schema_version = version

    def _count_groups(self) -> None:
        # Here and not where they are committed: that is a native thread.
        with suppress(IndexError):
            while True:
                COMMIT_GROUPS.observe(self._writer.group_sizes.popleft())

    def close(self) -> None:
        """Finish pending writes and let go of the database. A second call does nothing."""
        if self._closed:
            return
        self._closed = True
        self._writer.close()
        self.reader.close()
        self.high_water_mark.close()
        self.degraded.close()
        self._users.close()


__all__ = ["Store", "Transaction"]
