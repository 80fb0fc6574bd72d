"""The search for a page of history in PostgreSQL: one statement for the page and one for the total.

Triggers count the investigations of each user by archiving, status and risk level. With any other filter, the total is
counted from the rows.
"""

from collections.abc import Sequence
from typing import Any

from ..backend import Reader
from ..search import WAITING, HistorySearch, Key, search_text

# Text of a condition and its values.
Condition = tuple[str, Sequence[Any]]

_ID = "investigation_id"
# The index of the entity types holds digests, because an entry with a long type would be too large.
_HAS_ENTITY_TYPE = f"""{_ID} IN (SELECT {_ID} FROM investigation_entity_types
WHERE md5(entity_type) IN ({{digests}}) AND entity_type IN ({{params}}))"""  # noqa: S608 - our own column
# The index of the names holds this digest, because an entry with a long user id would be too large.
_INDEXED_USER = "md5(user_id) = md5(?)"
_SUM = "coalesce(sum(investigations), 0) FROM investigation_history_counts"
# Ids are ASCII text.
_CONTAINS = f"(strpos(name_key, ?) > 0 OR strpos(lower({_ID}), ?) > 0)"


def find_keys(reader: Reader, search: HistorySearch) -> tuple[list[Key], int]:
    """Return the keys of a page in its order, one more when there is another page, and the number of all matches."""
    total = _total(reader, search)
    if total <= search.skip:
        return [], total
    return reader.select_tuples(*_page(search)), total


def _total(reader: Reader, search: HistorySearch) -> int:
    others = _filters_on_rows(search)
    where, values = _all_of(_filters_on_kinds(search) + others)
    counted = "count(*) FROM investigation_history" if others else _SUM
    ((total,),) = reader.select_tuples(f"SELECT {counted} WHERE {where}", values)
    return int(total)


def _page(search: HistorySearch) -> Condition:
    after, columns = _after(search), ", ".join(_key_columns(search))
    where, values = _all_of(_filters(search) + ([after] if after else []))
    statement = f"SELECT {columns} FROM investigation_history WHERE {where}{_order(search)} LIMIT ? OFFSET ?"  # noqa: S608
    return statement, [*values, search.limit + 1, search.skip]


def _key_columns(search: HistorySearch) -> list[str]:
    return [_ID] if search.sort_column == _ID else [search.sort_column, _ID]


def _order(search: HistorySearch) -> str:
    direction = " DESC" if search.descending else ""
    return " ORDER BY " + ", ".join(f"{column}{direction}" for column in _key_columns(search))


def _after(search: HistorySearch) -> Condition | None:
    """Return the condition that a row comes after the page before, None for the first page."""
    if search.after is None:
        return None
    operator, columns = "<" if search.descending else ">", _key_columns(search)
    key = search.after[-len(columns) :]
    return f"({', '.join(columns)}) {operator} ({_params(key)})", key


def _filters(search: HistorySearch) -> list[Condition]:
    indexed: list[Condition] = [(_INDEXED_USER, (search.user_id,))] if search.sort_column == "name_key" else []
    return _filters_on_kinds(search) + indexed + _filters_on_rows(search)


def _filters_on_kinds(search: HistorySearch) -> list[Condition]:
    """Return the conditions on columns that the table of counts has as well."""
    listed: list[tuple[str, Sequence[Any]]] = [("user_id", (search.user_id,)), ("archived", search.archived)]
    listed += [("status", search.statuses), ("risk_level", search.risk_levels)]
    return [(f"{column} IN ({_params(values)})", values) for column, values in listed if values]


def _filters_on_rows(search: HistorySearch) -> list[Condition]:
    bounds = ((">=", search.created_from), ("<=", search.created_to))
    conditions: list[Condition] = [(f"created_at {operator} ?", (moment,)) for operator, moment in bounds if moment]
    if search.entity_types:
        conditions.append(_has_entity_type(search.entity_types))
    if search.waiting:
        conditions.append((WAITING, (search.user_id,)))
    if search.text:
        text = search_text(search.text)
        conditions.append(("FALSE", ()) if text is None else (_CONTAINS, (text, text)))
    return conditions


def _has_entity_type(types: Sequence[str]) -> Condition:
    digests = ", ".join(["md5(?)"] * len(types))
    return _HAS_ENTITY_TYPE.format(digests=digests, params=_params(types)), [*types, *types]


def _all_of(conditions: list[Condition]) -> tuple[str, list[Any]]:
    return " AND ".join(text for text, _ in conditions), [value for _, values in conditions for value in values]


def _params(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))
