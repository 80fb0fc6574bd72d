"""Every list of the service is read along an index in its order; the history has separate tests."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from tests.support.store.databases import OpenNewStore
from tests.support.store.filled_database import caller_for, fill
from tests.support.store.query_plans import plans_of, scans_or_sorts
from wizard_service.domain.audit import denied_attempts
from wizard_service.domain.audit.trail import export, page
from wizard_service.domain.identity.principal import Principal
from wizard_service.domain.investigations.active_list import ActiveQuery, list_active, list_owned_active
from wizard_service.domain.templates.reading import list_templates
from wizard_service.domain.versions.changes import changes_in, open_change_window
from wizard_service.feed.polling import read_owner_poll
from wizard_service.store import Backend, Transaction
from wizard_service.store.models import Template
from wizard_service.store.repositories import denied_attempts as stored_attempts

# The plans are those of SQLite.
pytestmark = pytest.mark.sqlite

MINE = "inv-0-0"
OWNER = caller_for("u0").principal
ADMIN = Principal("root", frozenset({"wizard:admin"}), float("inf"))
TEMPLATES = {"sort": "-usage_count", "page": 1, "limit": 5}
MOMENT = "2026-01-15T12:00:00.000Z"
TRAILS: dict[str, dict[str, Any]] = {
    "whole": {},
    "cursor": {"cursor": "999999"},
    "action": {"action_type": "STATE_CREATED"},
    "actor": {"actor": "no-such-user"},
    "source": {"source": "USER"},
    "from": {"since": "2999-01-01"},
    "to": {"until": "2000-01-01", "actor": "u0"},
}


def changes(store: Backend) -> None:
    changes_in(store, open_change_window(store, OWNER, MINE, 2, snapshot=False))


LISTS: dict[str, Callable[[Backend], Any]] = {
    "active": lambda store: list_owned_active(store, OWNER),
    "everything, by poll": lambda store: read_owner_poll(store, OWNER, 1, with_state=True),
    "templates": lambda store: list_templates(store, OWNER, TEMPLATES),
    "templates by text": lambda store: list_templates(store, OWNER, TEMPLATES | {"q": "x", "sort": "name"}),
    "refused": lambda store: denied_attempts.page(store, OWNER, MINE, {"limit": 5}),
    "refused of an actor": lambda store: denied_attempts.page(
        store, ADMIN, MINE, {"limit": 5, "actor": "u2", "cursor": "99"}
    ),
    "changes": changes,
    "export": lambda store: list(export(store, OWNER, MINE)),
}
for who, reader in {"owner": OWNER, "admin": ADMIN}.items():
    for name, query in TRAILS.items():
        LISTS[f"audit, {name}, {who}"] = lambda store, reader=reader, query=query: page(
            store, reader, MINE, query | {"limit": 5}
        )


@pytest.fixture(scope="module", params=[False, True], ids=["no statistics", "statistics"])
def filled_store(open_new_store: OpenNewStore, request: pytest.FixtureRequest) -> Backend:
    """Return a store in which every table that is listed has rows of several owners; its tests only read."""
    store = open_new_store()
    fill(store, users=3, each=4, lines=20)
    store.write(insert_denied_attempts)
    store.write(lambda tx: tx.insert(Template, [template(number) for number in range(60)]))
    if request.param:
        store.write(lambda tx: tx.execute("ANALYZE"))
    return store


@pytest.fixture(scope="module")
def long_trails(open_new_store: OpenNewStore) -> Backend:
    """Return a store with two investigations that have 20 reports each; its tests only read."""
    store = open_new_store()
    fill(store, users=2, each=1, lines=20)
    return store


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wizard_service.domain.audit.trail.ROWS_PER_BATCH", 7)


def insert_denied_attempts(tx: Transaction) -> None:
    attempt = {"actor": "u2", "source": "USER", "attempted": "PATCH", "code": "forbidden", "detail": "d"}
    for number in range(60):
        stored_attempts.insert_attempt(tx, f"inv-{number % 3}-0", attempt | {"request_id": "r"})


def template(number: int) -> dict[str, Any]:
    named = {"template_id": f"t{number}", "user_id": f"u{number % 3}", "name": f"n{number}", "template_json": "{}"}
    return named | {"created_at": MOMENT, "updated_at": MOMENT}


@pytest.mark.parametrize("read", LISTS.values(), ids=LISTS)
def test_every_list_neither_scans_nor_sorts(filled_store: Backend, read: Callable[[Backend], Any]) -> None:
    plans = plans_of(filled_store, lambda: read(filled_store))

    assert plans
    for statement, steps in plans.items():
        assert not scans_or_sorts(steps), (statement, steps)


def test_active_page_sorts_only_shared_investigations(filled_store: Backend) -> None:
    for steps in plans_of(filled_store, lambda: list_active(filled_store, OWNER, ActiveQuery(5, 5))).values():
        assert all(step == "USE TEMP B-TREE FOR ORDER BY" for step in scans_or_sorts(steps)), steps
        assert len(scans_or_sorts(steps)) <= 1


@pytest.mark.parametrize("query", TRAILS.values(), ids=TRAILS)
@pytest.mark.parametrize("rows", [1, 7, 1000])
def test_a_filtered_trail_does_not_depend_on_the_batch_size(
    long_trails: Backend, monkeypatch: pytest.MonkeyPatch, rows: int, query: dict[str, Any]
) -> None:
    monkeypatch.setattr("wizard_service.domain.audit.trail.ROWS_PER_BATCH", rows)
    everything = long_trails.select("SELECT * FROM investigation_audit_log WHERE investigation_id = ?", (MINE,))

    found, cursor = [], query.get("cursor")
    while True:
        items, cursor = page(long_trails, OWNER, MINE, query | {"limit": 3} | ({"cursor": cursor} if cursor else {}))
        found += [orjson.loads(item)["entry_id"] for item in items]
        if cursor is None:
            break

    expected = [entry["entry_id"] for entry in everything if matches(entry, query)]
    assert found == expected[::-1]


def matches(entry: dict[str, Any], query: dict[str, Any]) -> bool:
    same = all(entry[name] == query[name] for name in ("actor", "source") if name in query)
    same = same and query.get("action_type", entry["action_type"]) in orjson.loads(entry["action_types"])
    return same and query.get("since", "") <= entry["timestamp"] <= query.get("until", "~")
