"""Finds the expired rows at the beginning of a log, by the service's clock, which may have jumped since.

The rows of a log have numbers in the order of their commits. Retention deletes them from the beginning only.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from ..process.cooperative import ROWS_PER_BATCH, yield_between_batches

# The number of a row, and the moment of its commit.
NumberedRow = tuple[int, str]
# Given a number and a limit, returns the next rows after that number.
Page = Callable[[int, int], list[NumberedRow]]


def expired_numbers(rows: Iterable[NumberedRow], cutoff: str, now: str) -> Iterator[int]:
    """Yield the numbers of the rows that are older than `cutoff`, from the beginning to the first that is not.

    The clock was wrong when a row later than `now` was written. Such a row is expired if an expired row follows it;
    otherwise it stays.
    """
    undecided = []
    for number, moment in rows:
        if cutoff <= moment <= now:
            return
        undecided.append(number)
        if moment < cutoff:
            yield from undecided
            undecided.clear()


def last_expired(page: Page, cutoff: str, now: str, limit: int) -> int | None:
    """Return the number of the last of the first `limit` expired rows, None when no row is expired.

    Many rows may have to be read when the clock was wrong, so this is no part of a transaction. Other greenlets run
    between two pages. Rows that are expired stay expired.
    """
    numbers = list(islice(expired_numbers(_all_rows(page), cutoff, now), limit))
    return numbers[-1] if numbers else None


def count_expired(page: Page, cutoff: str, now: str) -> int:
    """Count the expired rows of a log. Other greenlets run between two pages."""
    return sum(1 for _ in expired_numbers(_all_rows(page), cutoff, now))


def _all_rows(page: Page) -> Iterator[NumberedRow]:
    number = 0
    while rows := page(number, ROWS_PER_BATCH):
        yield from rows
        number = rows[-1][0]
        yield_between_batches()
