"""Checks of rows: their checksums, the history's copy of each state, and the database's own structures."""

from collections.abc import Iterator
from dataclasses import dataclass

from ...errors import StorageError
from ...store import Reader, Row, SnapshotReader
from ...store.checked_rows import CHECKED_TABLES, Table, rows_of, structure_faults, table_name
from ...store.checksums import find_faults, is_covered
from ...store.repositories import history, integrity, states
from ...store.search import name_key

# A row of the history copies these columns of its state. It stores '' for NULL text and -1 for a NULL number.
_REPEATED = ("name_key", *(name for name in history.COLUMNS if name in states.COLUMNS))


@dataclass
class RowCheck:
    """Counts the checked rows. uncovered: rows without a checksum, which were written before checksums existed."""

    rows: int = 0
    uncovered: int = 0


def row_faults(store: SnapshotReader, check: RowCheck) -> Iterator[str]:
    """Yield one sentence for each damaged row, and count the checked rows in `check`. The service may be running."""
    yield from _until_unreadable("database", _structure_faults(store))
    for table in CHECKED_TABLES:
        yield from _until_unreadable(table_name(table), _checksum_faults(store, table, check))
    yield from _until_unreadable("investigation_history", _history_faults(store))


def _until_unreadable(name: str, faults: Iterator[str]) -> Iterator[str]:
    """Yield the faults. An exception that ends them early is reported as one more fault."""
    try:
        yield from faults
    except (StorageError, UnicodeError) as error:
        # A damaged key that is not valid UTF-8 cannot be used to seek the next row.
        yield f"{name}: the rest cannot be read: {error}"


def _structure_faults(reader: Reader) -> Iterator[str]:
    yield from (f"database: {fault}" for fault in structure_faults(reader))


def _checksum_faults(reader: Reader, table: Table, check: RowCheck) -> Iterator[str]:
    with rows_of(reader, table) as rows:
        for row in rows:
            check.rows += 1
            check.uncovered += not is_covered(table, row)
            yield from map(str, find_faults(table, row))


def _history_faults(store: SnapshotReader) -> Iterator[str]:
    for investigation_id in integrity.investigation_ids(store):
        with store.snapshot() as reader:
            state = states.find(reader, investigation_id)
            names = _unlike_history(reader, state) if state else []
        if state and state["name_key"] != name_key(state["name"]):
            yield f"investigation_states {investigation_id}: name_key is not that of the name"
        if names:
            yield f"investigation_history {investigation_id}: {', '.join(names)} is not that of the state"
    for investigation_id in history.ids_without_state(store):
        yield f"investigation_history {investigation_id}: there is no such state"
    with store.snapshot() as reader:
        counts = history.counts_by_kind(reader)
    for kind, (stored, actual) in counts.items():
        if stored != actual:
            yield f"investigation_history_counts {kind}: {stored} are counted, there are {actual}"


def _unlike_history(reader: Reader, state: Row) -> list[str]:
    repeated = history.find_row(reader, state["investigation_id"])
    if repeated is None:
        return ["everything"]
    return [name for name in _REPEATED if repeated[name] != _or_null(state, name)]


def _or_null(state: Row, name: str) -> object:
    # The history does not distinguish the empty text from NULL.
    return None if state[name] == "" else state[name]
