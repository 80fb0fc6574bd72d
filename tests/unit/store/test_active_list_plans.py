"""The list of active investigations is counted and paged by indexes, whatever it is filtered by."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tests.support.store.rows import MOMENT, ROWS
from wizard_service.domain.identity.principal import DEFAULT_SCOPES, Principal
from wizard_service.domain.investigations.active_list import ActiveQuery, list_active, list_owned_active
from wizard_service.store import Backend, Transaction
from wizard_service.store.models import Access, State

QUERIES = {
    "everything": ActiveQuery(10, 5),
    "status": ActiveQuery(10, 5, status="ERROR"),
    "step": ActiveQuery(10, 5, wizard_step="PROGRESS"),
    "waiting": ActiveQuery(10, 5, waiting=True),
    "both": ActiveQuery(10, 5, status="ERROR", wizard_step="PROGRESS"),
}
U1 = Principal("u1", DEFAULT_SCOPES, 0.0)
STATES = "investigation_states"
ACTIVE = f"INDEX {STATES}_active (user_id=? AND archived_at=?)"


def fill(tx: Transaction) -> None:
    """Store 100 states of each of 4 owners, of whom u1 sees 20 of the others'."""
    for owner in ("u1", "u2", "u3", "u4"):
        for number in range(100):
            named = {"investigation_id": f"{owner}-{number}", "user_id": owner, "archived_at": None}
            tx.insert(State, [ROWS[STATES] | named | {"status": ("ERROR", "COMPLETED")[number % 2]}])
    for number in range(20):
        tx.insert(Access, [ROWS["investigation_access"] | {"investigation_id": f"u2-{number}", "user_id": "u1"}])


@pytest.fixture(params=[False, True], ids=["no statistics", "statistics"])
def many_states(store: Backend, request: pytest.FixtureRequest) -> Backend:
    store.write(fill)
    if request.param:
        store.write(lambda tx: tx.select_tuples("ANALYZE"))
    return store


def plans(store: Backend, read: Callable[[], Any]) -> dict[str, list[str]]:
    """Return SELECT -> the steps of its plan, of all that `read` selects of the states."""
    statements: list[str] = []
    connection = store.database.connection()
    connection.set_trace_callback(statements.append)
    read()
    connection.set_trace_callback(None)
    selects = [statement for statement in statements if STATES in statement]
    return {select: [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {select}")] for select in selects}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_page_and_total_search_indexes_and_sort_only_what_is_shared(many_states: Backend, query: ActiveQuery) -> None:
    rows, *counts = plans(many_states, partial(list_active, many_states, U1, query)).values()

    assert counts
    for plan in (rows, *counts):
        assert not any(step.startswith("SCAN") and "CONSTANT ROW" not in step for step in plan), plan
        assert (
            f"SEARCH s USING {'' if plan is rows else 'COVERING '}INDEX {STATES}_active (user_id=? AND archived_at=?)"
            in plan
        )
        assert any(step.startswith("SEARCH a USING") for step in plan), plan
    # Shared rows come in the order of other users' work; they alone are sorted.
    assert len([step for step in rows if "TEMP B-TREE" in step]) == 1
    assert rows.index(next(step for step in rows if "TEMP B-TREE" in step)) > rows.index("RIGHT")


def test_the_list_of_an_owner_is_read_in_the_order_of_its_index(many_states: Backend) -> None:
    (plan,) = plans(many_states, partial(list_owned_active, many_states, U1)).values()

    executors = "SEARCH lease USING INDEX sqlite_autoindex_executor_leases_2 (investigation_id=?)"
    assert plan == [f"SEARCH s USING {ACTIVE}", "CORRELATED SCALAR SUBQUERY 1", executors]


def test_page_lists_owned_and_shared_investigations(many_states: Backend) -> None:
    page = list_active(many_states, U1, ActiveQuery(200, 0))

    assert (page.total, len(page.rows)) == (120, 120)
    assert {row["updated_at"] for row in page.rows} == {MOMENT}
    assert [row["investigation_id"] for row in page.rows] == sorted(row["investigation_id"] for row in page.rows)
