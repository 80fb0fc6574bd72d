"""The search for a page of history in SQLite.

Without filters a page is one range of an index. With filters, rows are read in the order of the list, in short batches,
until the page is full. When matches are rare, all rows are read once instead, in the cheapest order, and the first keys
of the page are kept.
"""

from collections.abc import Iterator
from functools import partial
from heapq import nlargest, nsmallest
from itertools import islice
from typing import Any

from ....process.cooperative import ROWS_PER_BATCH, batches
from ...backend import Reader
from ...search import HistorySearch, Key
from .filters import Condition, Filters, all_of, sql_params
from .ranges import Order

# After this many batches with too few matches the search reads all rows instead.
MAX_BATCHES_IN_ORDER = 20
# A page beyond this many keys is always read in order, because sorting would keep all earlier keys in memory.
MAX_SORTED_KEYS = 5000
# The longest range of creation times to use. Its rows are fetched one by one, so reading all rows is faster beyond it.
MAX_FETCHED_ROWS = 20_000
# Every id is smaller than this.
_LAST_ID = "\U0010ffff"


def find_keys(reader: Reader, search: HistorySearch) -> tuple[list[Key], int]:
    """Return the keys of a page in order, plus one when another page follows, and the number of all matches."""
    filters = Filters.of(search)
    rows, counted = _read_totals(reader, search, filters)
    if not filters.need_rows and counted <= search.skip:
        return [], counted
    key_search = _KeySearch(reader, search, filters, rows)
    if not filters.need_rows and not filters.counted:
        return key_search.page_by_offset(), counted
    keys, total = key_search.page_by_scan()
    return keys, counted if total is None else total


def _read_totals(reader: Reader, search: HistorySearch, filters: Filters) -> tuple[int, int]:
    """Return how many rows there are, and how many of them match the counted filters."""
    of_user: Condition = ("user_id = ?", (search.user_id,))
    where, values = all_of([of_user, (f"archived IN ({sql_params(search.archived)})", search.archived)])
    counted, counted_values = all_of(filters.counted or [("1", ())])
    selected = f"sum(investigations), sum(CASE WHEN {counted} THEN investigations END)"
    statement = f"SELECT {selected} FROM investigation_history_counts WHERE {where}"  # noqa: S608 - own columns
    ((rows, matches),) = reader.select_tuples(statement, [*counted_values, *values])
    return rows or 0, matches or 0


class _KeySearch:
    """One search. rows: how many investigations of the user it covers before the filters are applied."""

    def __init__(self, reader: Reader, search: HistorySearch, filters: Filters, rows: int) -> None:
        self._reader = reader
        self._search = search
        self._filters = filters
        self._rows = rows
        self._order = self._ordered_by(search.sort_column, descending=search.descending)
        self._after = None if search.after is None else self._order.key(*search.after)
        self._needed = search.skip + search.limit + 1

    def page_by_offset(self) -> list[Key]:
        """Return the keys of a page without filters."""
        after = self._after
        full_batches, offset = divmod(self._search.skip, ROWS_PER_BATCH)
        for _, end in islice(batches(partial(self._order.nth_key, ROWS_PER_BATCH)), full_batches):
            if end is None:
                return []
            after = end
        return self._order.keys([], after, None, self._search.limit + 1, offset)

    def page_by_scan(self) -> tuple[list[Key], int | None]:
        """Return the keys of a page with filters, and the number of all matches where the scan counted them."""
        # The few investigations that wait are found by an index of their own.
        keys, total = None if self._search.waiting else self._scan_in_order(), None
        if keys is None:
            keys, total = self._scan_and_sort()
        elif self._filters.need_rows:
            total = self._count_matches()
        return keys[self._search.skip :], total

    def _scan_in_order(self) -> list[Key] | None:
        """Return the first keys in the order of the list, None when matches are too rare."""
        filters = self._filters_in(self._order)
        keys: list[Key] = []
        for number, (begin, end) in enumerate(self._batches(self._order, self._after), start=1):
            keys += self._order.keys(filters, begin, end, self._needed - len(keys))
            if len(keys) >= self._needed:
                break
            if number >= MAX_BATCHES_IN_ORDER and self._needed <= MAX_SORTED_KEYS and end is not None:
                return None
        return keys

    def _scan_and_sort(self) -> tuple[list[Key], int]:
        """Return the first keys in the order of the list, and how many rows match."""
        first = nlargest if self._order.descending else nsmallest
        after = ("1", ()) if self._after is None else self._order.after(self._after)
        selected = (f"{', '.join(self._order.columns)}, {after[0]}", after[1])
        kept: list[Any] = []
        total = 0
        for matches in self._iter_matches(selected):
            total += len(matches)
            kept += [key for *key, is_after in matches if is_after]
            kept = first(self._needed, kept) if len(kept) > 2 * self._needed else kept
        return first(self._needed, kept), total

    def _count_matches(self) -> int:
        return sum(count for counts in self._iter_matches(("count(*)", ())) for (count,) in counts)

    def _iter_matches(self, selected: Condition) -> Iterator[list[tuple[Any, ...]]]:
        """Yield the `selected` expressions of all rows that match, batch by batch."""
        for order in self._candidate_ranges():
            filters = self._filters_in(order)
            for begin, end in self._batches(order):
                yield order.select(selected, filters, begin, end)

    def _candidate_ranges(self) -> list[Order]:
        """Return the cheapest ranges that hold all matches: ranges of creation times, of single values, or all rows."""
        dated = self._ordered_by("created_at")
        if (dated.first or dated.last) and not self._search.waiting and self._is_cheap(dated):
            return [dated]
        if self._filters.need_rows:
            return [self._ordered_by("investigation_id")]
        statuses, risk_levels = self._search.statuses, self._search.risk_levels
        column, values = ("status", statuses) if statuses else ("risk_level", risk_levels)
        return [self._ordered_by(column, first=(value, ""), last=(value, _LAST_ID)) for value in values]

    def _is_cheap(self, dated: Order) -> bool:
        # The index of creation times includes status and risk level. Any other filter needs to fetch each row.
        return not self._filters.others or dated.nth_key(MAX_FETCHED_ROWS) is None

    def _batches(self, order: Order, after: Key | None = None) -> Iterator[tuple[Key | None, Key | None]]:
        """Yield ranges of at most `ROWS_PER_BATCH` rows, each as the key before it and its last key."""
        if self._rows <= ROWS_PER_BATCH or self._search.waiting:
            # The only batch has no end to look up.
            yield after, None
            return
        for begin, end in batches(lambda begin: order.nth_key(ROWS_PER_BATCH, begin or after)):
            yield begin or after, end

    def _filters_in(self, order: Order) -> list[Condition]:
        return self._filters.on_rows(created_in_range=order.column == "created_at")

    def _ordered_by(
        self, column: str, *, descending: bool = False, first: Key | None = None, last: Key | None = None
    ) -> Order:
        search = self._search
        if column == "created_at":
            first = (search.created_from, "") if search.created_from else None
            last = (search.created_to, _LAST_ID) if search.created_to else None
        if descending:
            first, last = last, first
        return Order(self._reader, search.user_id, search.archived, column, descending, first, last)
