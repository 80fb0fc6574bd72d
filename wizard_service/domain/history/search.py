"""Which rows are on a page of history: without filters one range of an index, with filters a walk in short turns.

The walk goes in the order of the list and ends early where matches are dense. Where they are not, all rows are looked
at once, in the order that costs least, and the keys that come first are kept.
"""

from collections.abc import Iterator
from functools import partial
from heapq import nlargest, nsmallest
from itertools import islice
from typing import Any

from peewee import SqliteDatabase

from ...process.cooperative import ROWS_PER_BATCH, batches
from ..paging import directed
from .cursor import Position
from .ordering import (
    ARCHIVED,
    LAST_ID,
    Condition,
    Key,
    Order,
    all_of,
    counted_filters,
    looks_at_rows,
    marks,
    row_filters,
    rows_of,
)

Query = dict[str, Any]

# How long the list is walked in its order before all rows are looked at instead.
_WALKED_TURNS = 20
# Whoever asks for a page further down than this walks as long as it takes.
_KEPT_KEYS = 5000
# So many rows are looked up one by one rather than all be read in the order of the table.
_FEW_ROWS = 20_000


def page_keys(database: SqliteDatabase, user_id: str, query: Query, position: Position) -> tuple[list[Key], int]:
    """Return the keys of a page in its order, one more when there is another page, and the total."""
    column, descending = directed(query["sort"])
    order = Order(user_id, ARCHIVED[query["archived"]], column, descending, *_range(query, column, descending))
    after = None if position.after is None else order.key(*position.after)
    skipped = 0 if position.after is not None else (position.page - 1) * query["limit"]
    wanted = skipped + query["limit"] + 1
    total = None if looks_at_rows(query) else _counted(database, user_id, query)
    if total is not None and total <= skipped:
        return [], total
    if total is not None and not counted_filters(query):
        return _straight(database, order, after, skipped, query["limit"] + 1), total
    keys = _walked(database, order, query, after, wanted)
    if keys is None:
        keys, total = _gathered(database, order, query, after, wanted)
    return keys[skipped:], _looked_at(database, user_id, query) if total is None else total


def _straight(database: SqliteDatabase, order: Order, after: Key | None, skipped: int, wanted: int) -> list[Key]:
    turns, rest = divmod(skipped, ROWS_PER_BATCH)
    for _, end in islice(batches(partial(order.end_of, database, ROWS_PER_BATCH)), turns):
        if end is None:
            return []
        after = end
    return order.keys(database, [], after, None, wanted, rest)


def _walked(database: SqliteDatabase, order: Order, query: Query, after: Key | None, wanted: int) -> list[Key] | None:
    """Return the first keys in the order of the list, None when that takes too long."""
    filters = row_filters(query, within=order.column == "created_at")
    found: list[Key] = []
    ranges = batches(lambda begin: order.end_of(database, ROWS_PER_BATCH, begin or after))
    for turn, (begin, end) in enumerate(ranges, start=1):
        found += order.keys(database, filters, begin or after, end, wanted - len(found))
        if len(found) >= wanted:
            break
        if turn >= _WALKED_TURNS and wanted <= _KEPT_KEYS and end is not None:
            return None
    return found


def _gathered(
    database: SqliteDatabase, order: Order, query: Query, after: Key | None, wanted: int
) -> tuple[list[Key], int]:
    """Return the first keys in the order of the list, and how many rows match."""
    first = nlargest if order.descending else nsmallest
    behind = ("1", []) if after is None else order.beyond(after)
    # As the index compares names.
    columns = ["lower(name)" if column == "name" else column for column in order.columns]
    shown = (f"{', '.join(columns)}, {behind[0]}", behind[1])
    kept: list[Any] = []
    total = 0
    for matches in _matches(database, order.user_id, query, shown):
        total += len(matches)
        kept += [key for *key, is_behind in matches if is_behind]
        kept = first(wanted, kept) if len(kept) > 2 * wanted else kept
    return first(wanted, kept), total


def _looked_at(database: SqliteDatabase, user_id: str, query: Query) -> int:
    counts = _matches(database, user_id, query, ("count(*)", []))
    return sum(count for each in counts for (count,) in each)


def _matches(database: SqliteDatabase, user_id: str, query: Query, shown: Condition) -> Iterator[list[Key]]:
    """Yield what `shown` selects of all rows that match, turn by turn."""
    for way in _ways(database, user_id, query):
        filters = row_filters(query, within=way.column == "created_at")
        for begin, end in batches(partial(way.end_of, database, ROWS_PER_BATCH)):
            yield way.look(database, shown, filters, begin, end)


def _ways(database: SqliteDatabase, user_id: str, query: Query) -> list[Order]:
    """Return the ranges that hold all matches at the least cost: of the dates, of the words alone, or all rows."""
    halves = ARCHIVED[query["archived"]]
    dated = Order(user_id, halves, "created_at", False, *_range(query, "created_at", descending=False))
    if (dated.first or dated.last) and _is_cheaper(database, dated, query):
        return [dated]
    if looks_at_rows(query):
        return [Order(user_id, halves, "investigation_id")]
    word = "status" if query.get("status") else "risk_level"
    return [Order(user_id, halves, word, first=(each, ""), last=(each, LAST_ID)) for each in query[word]]


def _is_cheaper(database: SqliteDatabase, dated: Order, query: Query) -> bool:
    # The index of creation knows status and risk level; for anything else each of its rows is looked up.
    return not (query.get("q") or query.get("entity_type")) or dated.end_of(database, _FEW_ROWS, None) is None


def _range(query: Query, column: str, descending: bool) -> tuple[Key | None, Key | None]:
    """Return the keys between which everything was created from `begin` to `end`, in the order of creation alone."""
    if column != "created_at":
        return None, None
    begin = (query["begin"], "") if "begin" in query else None
    end = (query["end"], LAST_ID) if "end" in query else None
    return (end, begin) if descending else (begin, end)


def _counted(database: SqliteDatabase, user_id: str, query: Query) -> int:
    halves = ARCHIVED[query["archived"]]
    mine: list[Condition] = [("user_id = ?", [user_id]), (f"archived IN ({marks(halves)})", list(halves))]
    where, values = all_of(mine + counted_filters(query))
    statement = f"SELECT sum(investigations) FROM investigation_history_counts WHERE {where}"  # noqa: S608
    return int(rows_of(database, statement, values)[0][0] or 0)
