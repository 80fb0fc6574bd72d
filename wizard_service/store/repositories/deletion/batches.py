"""The size of a batch: a transaction deletes few rows and few bytes, whatever the sizes of the rows are."""

from collections.abc import Iterable

from ...backend import Transaction, Values
from .. import usage


def delete_within(
    tx: Transaction, source: usage.Source, rows: str, delete: str, values: Values, limit: int, max_bytes: int
) -> int:
    """Delete the first of the selected rows, release them from the usage of their owners, and return how many.

    rows: the FROM clause of a SELECT up to its LIMIT. delete: a DELETE of these rows. max_bytes: the limit on all
    deleted rows together; at least one is deleted, whatever its size.
    """
    with tx.iterate(f"SELECT {source.size(tx)} {rows}", (*values, limit)) as measured:
        count = _count_within((size for (size,) in measured), max_bytes)
    return usage.release(tx, tx.select_tuples(f"{delete} RETURNING {source.measured(tx)}", (*values, count)))


def last_within(rows: Iterable[tuple[int, int]], max_bytes: int) -> int:
    """Return the number of the last of the first rows that fit into `max_bytes`, at least of the first one.

    rows: (number, bytes) of at least one row. The rows after those that fit are not read.
    """
    last, taken_bytes = 0, 0
    for number, size in rows:
        taken_bytes += size
        if last and taken_bytes > max_bytes:
            break
        last = number
    return last


def _count_within(sizes: Iterable[int], max_bytes: int) -> int:
    """Return how many of the first rows fit into `max_bytes`, at least 1. The rows after them are not read."""
    count = taken_bytes = 0
    for size in sizes:
        taken_bytes += size
        if count and taken_bytes > max_bytes:
            break
        count += 1
    return max(count, 1)
