"""Copies a database to an empty one, of the same or the other kind, and compares both afterwards.

An interrupted copy continues where it ended. Until it is complete, the target holds a key in `meta` that keeps services
from opening it.
"""

from collections.abc import Iterator
from functools import partial

from ...errors import StorageError
from ...store import Backend, Reader, SnapshotReader
from ...store.checked_rows import table_name
from ...store.copying.marker import clear_source, copied_source, mark_source
from ...store.copying.rows import copy_numbers, copy_table, digest, filled_tables
from ...store.copying.tables import COPIED_TABLES
from ...store.repositories import retention
from ...store.repositories.integrity import stored_epoch
from ..audit.hash_chain import chain_ids, verify_chain
from ..retention.clock_guard import CHECKED_AT, SUSPECTED_AT
from .row_checks import RowCheck, row_faults
from .verification import Verification, differences

# The keys of `meta` that a copy takes along: without them, a purge would trust any clock at first.
_CLOCK_KEYS = (CHECKED_AT, SUSPECTED_AT)


def find_faults(store: SnapshotReader) -> Iterator[str]:
    """Yield what `verify rows`, `verify state` and `verify audit` would report."""
    yield from row_faults(store, RowCheck())
    yield from differences(store, Verification())
    for investigation_id in chain_ids(store):
        verdict = verify_chain(store, investigation_id)
        if not verdict.valid:
            yield f"audit trail of {investigation_id}: entry {verdict.first_invalid}: {verdict.reason}"


def begin_copy(source: Reader, target: Backend) -> bool:
    """Mark the target as the incomplete copy of the source, and return whether a copy of it had begun already.

    Raises StorageError when the target is not empty, or holds the beginning of a copy of another database.
    """
    epoch, marked = stored_epoch(source), copied_source(target)
    if marked == epoch:
        return True
    if marked is not None:
        raise StorageError(f"The target holds an incomplete copy of another database, with epoch {marked}.")
    filled = filled_tables(target)
    if filled:
        raise StorageError(f"The target is not empty: it has rows in {', '.join(filled)}.")
    target.write(lambda tx: mark_source(tx, epoch))
    return False


def copy_rows(source: Reader, target: Backend) -> Iterator[tuple[str, int]]:
    """Copy what the target still lacks, and yield name and number of copied rows of each table."""
    for table in COPIED_TABLES:
        yield table_name(table), copy_table(source, target, table)
    copy_numbers(source, target)
    for key, moment in retention.meta_values(source, _CLOCK_KEYS).items():
        target.write(partial(retention.put_meta, key=key, value=moment))


def unlike_source(source: Reader, target: Reader) -> Iterator[str]:
    """Yield one sentence for each table whose rows are not those of the source."""
    for table in COPIED_TABLES:
        expected, actual = digest(source, table), digest(target, table)
        if expected != actual:
            yield f"{table_name(table)}: {expected.rows} rows in the source, {actual.rows} in the target, not the same"


def complete_copy(target: Backend) -> None:
    """Admit services to the target."""
    target.write(clear_source)
