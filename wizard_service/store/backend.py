"""The seam between the rules and the storage: the interface that every backend implements.

The domain calls repositories (`store/repositories/states.py`, `.../events.py`, ...) and never writes SQL. A repository
holds the statements for one kind of row; its functions take a `Reader` or a `Transaction`. Statements use `?` for every
value. A statement that differs between databases has a name, and its text is in `sql/<database>/queries/`; `Reader.sql`
returns the text.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, NewType, Protocol, TypeVar

from peewee import Model

from ..timestamps import Clock
from .failure_log import ErrorThrottle
from .search import HistorySearch, Key

Result = TypeVar("Result")
Row = dict[str, Any]
Values = Sequence[Any]
# A resource that no two changes may use at the same time, for example ("investigation", id). A backend that runs all
# changes one after another ignores locks.
LockKey = tuple[str, ...]
# A position in the log of all commits. Only the backend that made it can interpret it.
Position = NewType("Position", object)


class Reader(Protocol):
    """Reads committed rows. Every method raises StorageError, never a driver's exception."""

    def select(self, statement: str, values: Values = ()) -> list[Row]:
        """Return all rows as dictionaries by column name."""

    def select_one(self, statement: str, values: Values = ()) -> Row | None:
        """Return the first row, None when there is none."""

    def select_tuples(self, statement: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """Return all rows as tuples, in the order of the selected columns."""

    def iterate(self, statement: str, values: Values = ()) -> AbstractContextManager[Iterator[tuple[Any, ...]]]:
        """Open the rows one by one, so that a caller can stop early; the statement ends with the block."""

    def sql(self, name: str) -> str:
        """Return the text of the statement `<file>.<name>` of `sql/<database>/queries/<file>.sql`."""


class SnapshotReader(Reader, Protocol):
    """A reader that can run several selects on one snapshot."""

    def snapshot(self) -> AbstractContextManager[Reader]:
        """Open a reader whose selects all see the same moment."""


class Transaction(Reader, Protocol):
    """The transaction of one change: its writes are stored together or not at all, and its own selects see them.

    now: the timestamp of this change, the same for every row it writes. epoch: see `Backend.epoch`.
    """

    @property
    def now(self) -> str: ...

    @property
    def epoch(self) -> str: ...

    def execute(self, statement: str, values: Values = ()) -> int:
        """Run a statement that writes and return how many rows it touched.

        Raises UniqueViolation when a row with the same key exists, ConstraintViolation for another constraint.
        """

    def insert(self, model: type[Model], rows: Sequence[Row]) -> None:
        """Insert rows that all have the same columns, with their checksums. Raises UniqueViolation."""

    def update(self, model: type[Model], changes: Row, where: Row) -> int:
        """Change the rows whose columns have the values of `where` and return how many there were.

        The caller renews the checksums of what it changes (`store/checksums.py`).
        """

    def delete(self, model: type[Model], where: Row) -> int:
        """Delete the rows whose columns have the values of `where` and return how many there were."""


Change = Callable[[Transaction], Result]


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """A row of the event log. `offset` is its position in the owner's feed, `data` is JSON text.

    timestamp: when it happened, as the executor reports it. committed_at: when it was stored, by the service's clock.
    """

    owner: str
    offset: int
    investigation_id: str
    version: int
    event_type: str
    timestamp: str
    committed_at: str
    actor: str
    source: str
    request_id: str
    data: str
    trace_id: str | None = None


class Degraded(Protocol):
    """Whether changes can currently be stored, as far as any process of this host knows."""

    @property
    def is_set(self) -> bool: ...

    def set(self) -> None: ...


class Backend(SnapshotReader, Protocol):
    """One database as one process sees it.

    epoch: part of every event id and ETag; older ids are void once it changes.
    clock: the source of every timestamp that the service makes.
    degraded: whether writes currently fail, here or in another process of this host.
    doorbell_rings: whether commits of other hosts wake this process at once, None for a database of one host.
    errors: logs each kind of database error once.
    epoch_origin: why and since when the epoch replaces an earlier one, None for the first epoch of a database.
    """

    epoch: str
    epoch_origin: str | None
    clock: Clock
    errors: ErrorThrottle

    @property
    def degraded(self) -> Degraded: ...
    @property
    def doorbell_rings(self) -> bool | None: ...

    def write(self, change: Change[Result], *, locks: Sequence[LockKey] = (), has_time_limit: bool = False) -> Result:
        """Run `change` as if it were alone with its locks and return its result once it is durable.

        `change` may run twice, so it must do nothing but read and write through its transaction. An exception that it
        raises rolls back its own effects alone. has_time_limit: refuse a change that works for longer than
        `WIZARD_CHANGE_TIME_MS`, even if it catches the error. Time in which it waits for something does not count.

        Raises StorageUnavailable when nothing was stored in time, TooLarge beyond the limit; then nothing was stored.
        """

    def write_best_effort(self, change: Change[None]) -> None:
        """Hand over a change and return at once. It is lost when it fails or when too many are pending."""

    def find_history_keys(self, search: HistorySearch) -> tuple[list[Key], int]:
        """Return the keys of a page of history in its order, one more when another page follows, and the total.

        total: how many rows match on all pages. Changes that are committed meanwhile may or may not be seen.
        """

    def wait_for_commit(self, timeout_s: float) -> bool:
        """Wait until any process may have committed something. Return False when nothing was noticed in time.

        A commit may go unnoticed, so the method also returns True from time to time without one.
        """

    def wake(self) -> None:
        """End a `wait_for_commit` of this process now."""

    def tail_end(self) -> Position:
        """Return the position after the newest commit."""

    def read_tail(self, position: Position, limit: int) -> tuple[Position, list[StoredEvent]]:
        """Return events committed after `position` in commit order, at most `limit`, and the position after them.

        The backend remembers that they were delivered: a log that is later found to end before them begins a new epoch.
        """

    def position_number(self, position: Position) -> float:
        """Return a number that grows with the position, for metrics."""

    def probe(self) -> None:
        """Test with a real write whether changes can be stored. Raises StorageUnavailable."""

    @property
    def refusal(self) -> str | None:
        """Why this process currently refuses to read and write the database, None while it does both."""

    def watch(self) -> None:
        """Check, without a statement, whether the database is still the one that was opened.

        The monitor calls it several times a second. Raises StorageError when it is another one; from then on reads and
        changes are refused, until a later call finds the opened database again.
        """

    def verify(self) -> None:
        """Raise StorageError when the database is another one, SchemaError when its schema is not the needed one."""

    def close(self) -> None:
        """Finish pending writes and release the database. A second call does nothing."""
