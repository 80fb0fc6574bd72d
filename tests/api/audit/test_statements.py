"""How many statements a page of the audit trail takes: on a database server each of them is a round trip."""

from typing import Any

import pytest

from tests.support.domain.retention import PRINCIPAL, create, report
from tests.support.store.databases import OpenNewStore
from wizard_service.domain.audit.trail import page
from wizard_service.store import Backend

ENTRIES = 60


@pytest.fixture(scope="module")
def store(open_new_store: OpenNewStore) -> Backend:
    store = open_new_store()
    create(store)
    report(store, ENTRIES)
    return store


def statements_of_page(store: Backend, monkeypatch: pytest.MonkeyPatch, limit: int) -> int:
    """Return how many statements a page takes outside the snapshot from which its newest state is computed."""
    statements: list[str] = []

    def counted(method: Any) -> Any:
        def run(statement: str, *values: Any) -> Any:
            statements.append(statement)
            return method(statement, *values)

        return run

    with monkeypatch.context() as counting:
        for name in ("select", "select_one", "select_tuples"):
            counting.setattr(store, name, counted(getattr(store, name)))
        items, _ = page(store, PRINCIPAL, "i", {"limit": limit})
    assert len(items) == limit
    return len(statements)


def test_ten_more_entries_take_one_more_statement(store: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    short, long = (statements_of_page(store, monkeypatch, limit) for limit in (10, 50))

    assert long == short + 4
