"""The service reads every list of history in index order, without a scan or a sort, at any length."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.api.client import Document
from tests.support.store.databases import OpenNewStore
from tests.support.store.query_plans import plans_of, scans_or_sorts
from wizard_service.domain.history.listing import COLUMNS, list_history
from wizard_service.domain.history.overview import read_overview
from wizard_service.domain.identity.principal import DEFAULT_SCOPES, Principal
from wizard_service.store import Backend
from wizard_service.store.models import State
from wizard_service.store.search import name_key
from wizard_service.store.sqlite.history import search as history_search

# The plans are those of SQLite.
pytestmark = pytest.mark.sqlite

OWNER = Principal("u1", DEFAULT_SCOPES, float("inf"))
QUERY: Document = {"archived": "false", "sort": "-updated_at", "page": 1, "limit": 5}
FILTERS: dict[str, Document] = {
    "status": {"status": ["ERROR"]},
    "status and risk": {"status": ["ERROR", "COMPLETED"], "risk_level": ["low", "high"]},
    "risk that no row has": {"risk_level": ["critical"]},
    "text": {"q": "name 1"},
    "text that no row has": {"q": "no such"},
    "from": {"begin": "2026-01-01T00:00:00.010Z"},
    "from and to": {"begin": "2026-01-01T00:00:00.010Z", "end": "2026-01-01T00:00:00.400Z"},
    "entity type": {"entity_type": ["ip"]},
    "waiting": {"waiting": True},
    "waiting and status": {"waiting": True, "status": ["ERROR"]},
    "all of them": {
        "q": "name",
        "begin": "2026-01-01",
        "entity_type": ["ip"],
        "status": ["ERROR"],
        "risk_level": ["low"],
    },
}
Plans = Callable[..., list[list[str]]]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a list several batches long, and end its scan in order early."""
    monkeypatch.setattr(history_search, "ROWS_PER_BATCH", 40)
    monkeypatch.setattr(history_search, "MAX_BATCHES_IN_ORDER", 2)


@pytest.fixture(scope="module", params=[False, True], ids=["no statistics", "statistics"])
def long_history(open_new_store: OpenNewStore, request: pytest.FixtureRequest) -> Backend:
    """Return a store with 600 investigations of two owners, and with what an operator's ANALYZE adds.

    All tests of the module share it, because they only read.
    """
    store = open_new_store()
    rows = [
        {
            "investigation_id": f"i{number:03}",
            "user_id": ("u1", "u2")[number % 2],
            "wizard_step": "PROGRESS",
            "status": ("IN_PROGRESS", "COMPLETED", "ERROR")[number % 3],
            "version": 1,
            "created_at": f"2026-01-01T00:00:00.{number:03}Z",
            "updated_at": f"2026-01-02T00:00:00.{number:03}Z",
            "archived_at": "2026-01-03T00:00:00.000Z" if number % 5 == 0 else None,
            "name": f"name {number}",
            "name_key": name_key(f"name {number}"),
            "risk_level": ("low", "high")[number % 2],
        }
        for number in range(600)
    ]
    store.write(lambda tx: tx.insert(State, rows))
    if request.param:
        store.write(lambda tx: tx.select_tuples("ANALYZE"))
    return store


@pytest.fixture
def plans(long_history: Backend) -> Plans:
    """Return a function: members of a query -> the steps of each statement that it runs."""
    return lambda **query: list(
        plans_of(long_history, lambda: list_history(long_history, OWNER, QUERY | query)).values()
    )


def cursor(store: Backend, **query: Any) -> Document:
    next_cursor = list_history(store, OWNER, QUERY | query).next_cursor
    return {} if next_cursor is None else {"cursor": next_cursor}


@pytest.mark.parametrize("archived", ["false", "true", "all"])
@pytest.mark.parametrize("direction", ["", "-"])
@pytest.mark.parametrize("sort", COLUMNS)
def test_every_order_follows_its_index_from_the_start_from_a_cursor_and_on_deep_pages(
    long_history: Backend, plans: Plans, sort: str, direction: str, archived: str
) -> None:
    query = {"sort": direction + sort, "archived": archived, "limit": 2}
    indexes = {"investigation_id": "PRIMARY KEY", "name": "COVERING INDEX history_by_name_key"}
    index = indexes.get(sort, f"COVERING INDEX history_by_{sort}")

    for where in ({}, cursor(long_history, **query), {"page": 25}):
        total, *scanned, shown = plans(**query, **where)

        assert total == [
            "SEARCH investigation_history_counts USING PRIMARY KEY (user_id=? AND archived=?)",
        ]
        for steps in scanned:
            searched = [step for step in steps if step.startswith("SEARCH")]
            assert len(searched) == (2 if archived == "all" else 1)
            assert all(f"USING {index} (user_id=? AND archived=?" in step for step in searched), steps
            assert not scans_or_sorts(steps), steps
        assert shown == [
            "SEARCH investigation_history USING PRIMARY KEY (user_id=? AND archived=? AND investigation_id=?)"
        ]


@pytest.mark.parametrize("archived", ["false", "all"])
@pytest.mark.parametrize("sort", ["-updated_at", "created_at", "name"])
@pytest.mark.parametrize("filters", FILTERS.values(), ids=FILTERS)
def test_every_filter_looks_at_ranges_of_the_owners_rows(
    long_history: Backend, plans: Plans, filters: Document, sort: str, archived: str
) -> None:
    query = filters | {"sort": sort, "archived": archived}

    for where in ({}, cursor(long_history, **query), {"page": 3}):
        for steps in plans(**query, **where):
            assert not scans_or_sorts(steps), steps
            searched = [step for step in steps if step.startswith("SEARCH investigation_history")]
            assert searched, steps
            assert all("(user_id=? AND archived=?" in step for step in searched), steps


def test_an_overview_reads_a_range_of_one_index(long_history: Backend) -> None:
    query = {"days": 90, "utc_offset": 0}

    plans = plans_of(long_history, lambda: read_overview(long_history, OWNER, query))

    assert [step for plan in plans.values() for step in plan if scans_or_sorts(step)] == []
