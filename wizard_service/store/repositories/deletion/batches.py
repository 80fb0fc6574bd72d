"""The size of a batch: a transaction deletes few rows and few bytes, whatever the sizes of the rows are."""

from collections.abc import Iterable


def count_within(sizes: Iterable[int], max_bytes: int) -> int:
    """Return how many of the first rows fit into `max_bytes`, at least 1. The rows after them are not read."""
    count = taken_bytes = 0
    for size in sizes:
        taken_bytes += size
        if count and taken_bytes > max_bytes:
            break
        count += 1
    return max(count, 1)
