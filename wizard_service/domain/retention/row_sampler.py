"""Samples stored rows and compares them with their checksums, a few after each scheduled purge.

The samples proceed through all tables, so that every row is compared eventually. Their position and the damage found
are stored in the database, because another worker may run the next purge, and every worker reports the damage.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import orjson

from ...errors import StorageError
from ...metrics import DAMAGED_ROWS
from ...store import Backend, Reader, Row, Transaction
from ...store.checked_rows import CHECKED_TABLES, Table, key_of, rows_after, table_name
from ...store.checksums import find_faults
from ...store.repositories.retention import meta_values, put_meta

_log = logging.getLogger(__name__)

# Keys of `meta`: where the next sample begins, and the places where earlier samples found damage.
POSITION, DAMAGE = "rows_checked_through", "rows_damaged"
# A state may have a megabyte: 20 of them take some 30 ms to hash.
ROWS_PER_BATCH = 20
BATCHES_PER_SAMPLE = 50
# At most this many places are stored; `verify rows` lists all damaged rows.
MAX_PLACES = 100

Key = Sequence[str | int]


# A table, the key before a batch of its rows, and one sentence for each damaged row of the batch.
Place = tuple[str, Key, list[str]]


@dataclass(frozen=True)
class _Batch:
    """Consecutive rows of a table after a key. end: the key of the last row, None at the end of the table."""

    table: Table
    after: Key
    end: Key | None
    faults: list[str]

    def place(self) -> Place:
        return table_name(self.table), self.after, self.faults

    def next_batch(self) -> tuple[Table, Key]:
        """Return where the next batch begins; after the last table it begins again with the first."""
        if self.end is not None:
            return self.table, self.end
        return CHECKED_TABLES[(CHECKED_TABLES.index(self.table) + 1) % len(CHECKED_TABLES)], []


_TABLES = {table_name(table): table for table in CHECKED_TABLES}


def damaged_rows(reader: Reader) -> list[str]:
    """Return one sentence for each damaged row that samples have found, at most MAX_PLACES batches of them."""
    return sorted({fault for _, _, faults in _damaged_places(reader) for fault in faults})


def check_sample(store: Backend) -> Iterator[int]:
    """Compare the next rows with their checksums, and yield the number of damaged rows after each batch.

    The caller may pause between batches. When it stops early, the next sample begins where this one began. Places that
    were damaged before are compared again first, and are dropped once they are intact.
    """
    places = _damaged_places(store)
    damaged_before = (_check_batch(store, _TABLES[name], after) for name, after, _ in places if name in _TABLES)
    batches = []
    for batch in chain(damaged_before, _following_batches(store)):
        batches.append(batch)
        yield len(batch.faults)
    _store_result(store, batches, {fault for _, _, faults in places for fault in faults})


def _following_batches(reader: Reader) -> Iterator[_Batch]:
    stored = meta_values(reader, (POSITION,)).get(POSITION)
    name, after = orjson.loads(stored) if stored else ("", [])
    table = _TABLES.get(name, CHECKED_TABLES[0])
    ended = 0
    for _ in range(BATCHES_PER_SAMPLE):
        batch = _check_batch(reader, table, after)
        yield batch
        ended += batch.end is None
        if ended > len(CHECKED_TABLES):
            # The sample has wrapped around a small database and is back where it began.
            return
        table, after = batch.next_batch()


def _check_batch(reader: Reader, table: Table, after: Key) -> _Batch:
    try:
        rows = rows_after(reader, table, after, ROWS_PER_BATCH)
    except StorageError as error:
        # The sample skips the rest of the table, because it has no key after a row that cannot be read.
        return _Batch(table, after, None, [f"{table_name(table)} after {list(after)}: cannot be read: {error}"])
    faults = [str(fault) for row in rows for fault in find_faults(table, row)]
    return _Batch(table, after, _end_of(table, rows, after), faults)


def _end_of(table: Table, rows: list[Row], after: Key) -> Key | None:
    if len(rows) < ROWS_PER_BATCH:
        return None
    end = key_of(table, rows[-1])
    # A damaged key could lead backwards, and samples would read the same rows endlessly.
    is_further = all(isinstance(part, str | int) for part in end) and (not after or list(after) < end)
    return end if is_further else None


def _damaged_places(reader: Reader) -> list[Place]:
    stored = meta_values(reader, (DAMAGE,)).get(DAMAGE)
    return [(name, after, faults) for name, after, faults in orjson.loads(stored)] if stored else []


def _store_result(store: Backend, batches: list[_Batch], reported: set[str]) -> None:
    places = [batch.place() for batch in batches if batch.faults][:MAX_PLACES]
    for fault in sorted({fault for _, _, faults in places for fault in faults} - reported):
        _log.error("Damaged row: %s", fault)
        DAMAGED_ROWS.inc()
    table, after = batches[-1].next_batch()

    def write(tx: Transaction) -> None:
        put_meta(tx, POSITION, orjson.dumps([table_name(table), after]).decode())
        put_meta(tx, DAMAGE, orjson.dumps(places).decode() if places else None)

    store.write(write)
