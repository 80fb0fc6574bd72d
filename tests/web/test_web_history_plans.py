"""The common lists of history are read along an index in its order, however long they are: nothing is sorted."""

from collections.abc import Callable
from typing import Any

import pytest
from web_api import Document

from wizard_service.domain.history_list import list_history
from wizard_service.domain.tokens import DEFAULT_SCOPES, Principal
from wizard_service.store import Store
from wizard_service.store.models import State

OWNER = Principal("u1", DEFAULT_SCOPES, float("inf"))
COMMON = ("updated_at", "created_at", "name", "risk_score", "completed_at", "duration_ms", "last_accessed")
QUERY: Document = {"archived": "false", "sort": "-updated_at", "page": 1, "limit": 5}
Plans = Callable[..., list[list[str]]]


@pytest.fixture(params=[False, True], ids=["no statistics", "statistics"])
def long_history(store: Store, request: pytest.FixtureRequest) -> Store:
    """Return a store with 600 investigations of two owners, and with what an operator's ANALYZE adds."""
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
            "risk_level": ("low", "high")[number % 2],
        }
        for number in range(600)
    ]
    store.write(lambda tx: tx.insert(State, rows))
    if request.param:
        store.write(lambda tx: tx.database.execute_sql("ANALYZE").fetchall())
    return store


@pytest.fixture
def plans(long_history: Store) -> Plans:
    """Return a function: members of a query -> the steps of each statement that it runs."""
    connection = long_history.reader.connection()

    def plans_of(**query: Any) -> list[list[str]]:
        statements: list[str] = []
        connection.set_trace_callback(statements.append)
        list_history(long_history, OWNER, QUERY | query)
        connection.set_trace_callback(None)
        asked = [statement for statement in statements if statement.startswith("SELECT")]
        return [[step for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {each}")] for each in asked]

    return plans_of


def cursor(store: Store, **query: Any) -> str:
    following = list_history(store, OWNER, QUERY | query).next_cursor
    assert following is not None
    return following


@pytest.mark.parametrize("archived", ["false", "true", "all"])
@pytest.mark.parametrize("direction", ["", "-"])
@pytest.mark.parametrize("sort", COMMON)
def test_common_orders_follow_an_index_from_the_beginning_and_from_a_cursor(
    long_history: Store, plans: Plans, sort: str, direction: str, archived: str
) -> None:
    query = {"sort": direction + sort, "archived": archived}

    for following in ({}, {"cursor": cursor(long_history, **query)}):
        total, listed = plans(**query, **following)

        assert all("investigation_history_counts USING PRIMARY KEY (user_id=? AND archived=?" in step for step in total)
        searched = [step for step in listed if step.startswith("SEARCH")]
        assert len(searched) == (2 if archived == "all" else 1)
        beyond = "(user_id=? AND archived=? AND (" if following else "(user_id=? AND archived=?)"
        assert all(beyond in step for step in searched), listed
        assert not any("TEMP B-TREE" in step or step.startswith("SCAN") for step in listed), listed


@pytest.mark.parametrize("query", [{"status": ["ERROR"]}, {"risk_level": ["low", "high"], "status": ["ERROR"]}])
def test_status_and_risk_level_are_filtered_and_counted_without_sorting(plans: Plans, query: dict[str, Any]) -> None:
    total, listed = plans(**query)

    assert all("investigation_history_counts USING PRIMARY KEY" in step for step in total)
    assert [step for step in listed if "USING INDEX history_by_update" in step] == listed


@pytest.mark.parametrize(
    "query", [{"begin": "2026-01-01T00:00:00.010Z"}, {"q": "name 1"}, {"entity_type": ["ip"]}, {"sort": "version"}]
)
def test_other_filters_and_orders_look_at_the_owners_rows_alone(plans: Plans, query: dict[str, Any]) -> None:
    for steps in plans(**query):
        assert not any(step.startswith("SCAN") for step in steps), steps
        assert "(user_id=? AND archived=?" in steps[0]
