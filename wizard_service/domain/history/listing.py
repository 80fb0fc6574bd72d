"""The list of a user's investigations: filtered, sorted and paged (contract section 9).

Paging is by keyset: a cursor holds the key of the last row, so a deep page costs no more than the first one. Absent
values sort before all others, and rows with equal values are ordered by id.
"""

from typing import Any

from ...errors import NotFound
from ...store import Backend
from ...store.repositories import history
from ...store.search import HistorySearch
from ..identity.principal import READ, Principal
from ..investigations.navigation import actions
from ..paging import Page, sort_order
from ..stored_sections import check_columns, intact
from .cursor import PageStart, make_cursor, parse_cursor
from .overview import owner_of_list

Row = dict[str, Any]

COLUMNS = history.COLUMNS
_ARCHIVED = {"false": (0,), "true": (1,), "all": (0, 1)}


def list_history(store: Backend, principal: Principal, query: Row) -> Page:
    """Return a page of a user's investigations.

    query: {status, risk_level, entity_type, begin, end, q, waiting, archived, sort, page, limit, cursor, user_id}.
    begin, end: bounds of `created_at`, both inclusive. user_id: whose investigations, the principal's when absent.
    Raises BadCursor for a cursor of another list, and Forbidden for another user's unless called by an admin.
    """
    principal.require(READ)
    start = parse_cursor(query["cursor"], query) if "cursor" in query else PageStart(query["page"])
    page = history.find_page(store, _search(principal, query, start))
    next_cursor = make_cursor(query, start.page + 1, page.last_key) if page.last_key else None
    items = [item_of(row) for row in intact(page.rows)]
    return Page(items, page.total, start.page, query["limit"], next_cursor is not None, next_cursor)


def read_entry(store: Backend, principal: Principal, investigation_id: str) -> Row:
    """Return an investigation as a list item with `actions`, the actions open to the caller now.

    Raises NotFound unless the caller owns the investigation or is an admin.
    """
    principal.require(READ)
    row = history.find_row(store, investigation_id)
    if row is None or not (row["user_id"] == principal.user_id or principal.is_admin):
        raise NotFound(f"There is no investigation {investigation_id}.")
    check_columns(investigation_id, row)
    return item_of(row) | {"actions": actions(row | {"role": None}, principal, is_stale=True)}


def item_of(row: Row) -> Row:
    """Return an investigation as an item of the list."""
    return {name: row[name] for name in COLUMNS}


def _search(principal: Principal, query: Row, start: PageStart) -> HistorySearch:
    column, descending = sort_order(query["sort"])
    return HistorySearch(
        user_id=owner_of_list(principal, query.get("user_id")),
        archived=_ARCHIVED[query["archived"]],
        sort_column=column,
        descending=descending,
        limit=query["limit"],
        skip=0 if start.after else (start.page - 1) * query["limit"],
        after=start.after,
        statuses=tuple(query.get("status", ())),
        risk_levels=tuple(query.get("risk_level", ())),
        entity_types=tuple(query.get("entity_type", ())),
        created_from=query.get("begin"),
        created_to=query.get("end"),
        text=query.get("q"),
        waiting=query.get("waiting", False),
    )
