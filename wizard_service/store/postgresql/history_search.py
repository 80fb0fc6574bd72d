"""The search for a page of history in PostgreSQL: one statement for the page and one for the total.

A search for text compares in Python, because `casefold` and NFC have no counterpart in the server that agrees for
every character.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ..backend import Reader
from ..search import HistorySearch, Key, contains_normalized, normalized

# Text of a condition and its values.
Condition = tuple[str, Sequence[Any]]

_ID = "investigation_id"
_HAS_ENTITY_TYPE = """EXISTS (SELECT 1 FROM investigation_entity_types AS t
WHERE t.investigation_id = investigation_history.investigation_id AND t.entity_type IN ({params}))"""
# SQLite's NOCASE folds ASCII letters alone, as the collation "C" of the column does here.
_SORT_EXPRESSIONS = {"name": "lower(name)"}
_UPPER_TO_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def find_keys(reader: Reader, search: HistorySearch) -> tuple[list[Key], int]:
    """Return the keys of a page in its order, one more when there is another page, and the number of all matches."""
    if search.text:
        return _find_by_text(reader, search, normalized(search.text))
    where, values = _all_of(_filters(search))
    statement = f"SELECT count(*) FROM investigation_history WHERE {where}"  # noqa: S608 - own columns
    ((total,),) = reader.select_tuples(statement, values)
    if total <= search.skip:
        return [], total
    return reader.select_tuples(*_page(search, ", ".join(_key_columns(search)), search.limit + 1, search.skip)), total


def _find_by_text(reader: Reader, search: HistorySearch, text: str) -> tuple[list[Key], int]:
    with _matches(reader, search, text) as matches:
        total = 0
        keys: list[Key] = []
        for is_after, key in matches:
            total += 1
            keys += [key] if is_after and len(keys) <= search.skip + search.limit else []
    return keys[search.skip :], total


@contextmanager
def _matches(reader: Reader, search: HistorySearch, text: str) -> Iterator[Iterator[tuple[bool, Key]]]:
    """Open the matches in the order of the list: whether each is after the page before, and its key."""
    after, after_values = _after(search) or ("true", ())
    columns = _key_columns(search)
    where, values = _all_of(_filters(search))
    selected = f"name, {_ID}, {after}, {', '.join(columns)}"
    statement = f"SELECT {selected} FROM investigation_history WHERE {where}{_order(search)}"  # noqa: S608
    with reader.iterate(statement, [*after_values, *values]) as rows:
        yield ((is_after, tuple(key)) for name, id_, is_after, *key in rows if _contains(name, id_, text))


def _contains(name: str, investigation_id: str, text: str) -> bool:
    folded = (name.translate(_UPPER_TO_LOWER), investigation_id.translate(_UPPER_TO_LOWER))
    return any(text in candidate for candidate in folded) or contains_normalized(name, text)


def _page(search: HistorySearch, selected: str, limit: int, offset: int) -> Condition:
    after = _after(search)
    where, values = _all_of(_filters(search) + ([after] if after else []))
    statement = f"SELECT {selected} FROM investigation_history WHERE {where}{_order(search)} LIMIT ? OFFSET ?"  # noqa: S608
    return statement, [*values, limit, offset]


def _key_columns(search: HistorySearch) -> list[str]:
    return [_ID] if search.sort_column == _ID else [search.sort_column, _ID]


def _sort_expressions(search: HistorySearch) -> list[str]:
    return [_SORT_EXPRESSIONS.get(column, column) for column in _key_columns(search)]


def _order(search: HistorySearch) -> str:
    direction = " DESC" if search.descending else ""
    return " ORDER BY " + ", ".join(f"{expression}{direction}" for expression in _sort_expressions(search))


def _after(search: HistorySearch) -> Condition | None:
    """Return the condition that a row comes after the page before, None for the first page."""
    if search.after is None:
        return None
    operator = "<" if search.descending else ">"
    expressions = _sort_expressions(search)
    value, investigation_id = search.after
    if len(expressions) == 1:
        return f"{_ID} {operator} ?", (investigation_id,)
    param = 'lower(CAST(? AS TEXT) COLLATE "C")' if search.sort_column in _SORT_EXPRESSIONS else "?"
    return f"({', '.join(expressions)}) {operator} ({param}, ?)", (value, investigation_id)


def _filters(search: HistorySearch) -> list[Condition]:
    conditions: list[Condition] = [("user_id = ?", (search.user_id,))]
    listed: list[tuple[str, Sequence[Any]]] = [("archived", search.archived)]
    listed += [("status", search.statuses), ("risk_level", search.risk_levels)]
    conditions += [(f"{column} IN ({_params(values)})", values) for column, values in listed if values]
    bounds = ((">=", search.created_from), ("<=", search.created_to))
    conditions += [(f"created_at {operator} ?", (moment,)) for operator, moment in bounds if moment]
    if search.entity_types:
        conditions.append((_HAS_ENTITY_TYPE.format(params=_params(search.entity_types)), search.entity_types))
    return conditions


def _all_of(conditions: list[Condition]) -> tuple[str, list[Any]]:
    return " AND ".join(text for text, _ in conditions), [value for _, values in conditions for value in values]


def _params(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))
