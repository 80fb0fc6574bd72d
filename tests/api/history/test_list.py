"""The list of past investigations: what an item shows, and filters (contract section 9)."""

from typing import Any

import pytest
from flask import Flask

from tests.support.api.client import Api, ApiFor, Document, document, problem, wrong_fields
from tests.support.api.history import NAMES, ids, page
from wizard_service.domain.history.listing import COLUMNS
from wizard_service.store import Backend
from wizard_service.store.models import State


def names(api: Api, **query: Any) -> set[str]:
    return {item["name"] for item in page(api, **query)["items"]}


def test_an_item_shows_what_history_is_about(owner: Api) -> None:
    item = page(owner, status="COMPLETED")["items"][0]

    state = owner.state(item["investigation_id"])
    assert tuple(item) == COLUMNS
    for name in ("wizard_step", "status", "version", "created_at", "updated_at", "archived_at"):
        assert item[name] == state[name]
    assert (item["name"], item["entity_count"], item["risk_score"], item["risk_level"]) == ("Zebra", 1, 72.5, "high")
    assert item["started_at"] == state["progress"]["started_at"]
    assert item["completed_at"] == state["updated_at"]
    assert isinstance(item["duration_ms"], int)
    assert item["template_id"] is item["template_version"] is None


def test_what_has_not_happened_is_null(owner: Api) -> None:
    item = page(owner, q="alpha", status="IN_PROGRESS")["items"][0]

    absent = ("risk_score", "risk_level", "started_at", "completed_at", "duration_ms", "archived_at")
    assert [item[name] for name in absent] == [None] * len(absent)


def test_duration_is_from_start_to_completion(api: Api, settings: Document) -> None:
    mine = api.running(settings)
    api.changed(mine, progress={"started_at": "2020-01-01T00:00:00.250Z"})
    api.changed(mine, status="CANCELLED")

    item = page(api)["items"][0]
    assert item["started_at"] == "2020-01-01T00:00:00.250Z"
    assert item["duration_ms"] > 5 * 365 * 86_400_000
    assert str(item["duration_ms"])[-3:] == f"{(int(item['completed_at'][-4:-1]) - 250) % 1000:03}"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"status": "COMPLETED"}, {"Zebra"}),
        ({"status": "completed,Error"}, {"Zebra", "alpha"}),
        ({"status": ["COMPLETED", "CANCELLED"]}, {"Zebra", "beta 100%"}),
        ({"status": ""}, set(NAMES)),
        ({"risk_level": "high"}, {"Zebra"}),
        ({"risk_level": "low,medium"}, set()),
        ({"entity_type": "type 3"}, {"Übung", "alpha"}),
        ({"entity_type": "type 2,type 1", "status": "ERROR"}, {"alpha"}),
        ({"entity_type": "no such"}, set()),
        ({"q": "ALPHA"}, {"alpha"}),
        ({"q": "übung"}, {"Übung"}),
        ({"q": "ÜBUNG"}, {"Übung"}),
        ({"q": "%"}, {"beta 100%"}),
        ({"q": "_"}, set()),
        ({"from": "2020-01-01", "to": "2099-12-31"}, set(NAMES)),
        ({"to": "2020-01-01T00:00:00Z"}, set()),
        ({"from": "2099-01-01T00:00:00+02:00", "status": "COMPLETED"}, set()),
        ({"archived": "true"}, set()),
        ({"archived": "all"}, set(NAMES)),
    ],
)
def test_filters_can_be_combined_and_the_total_counts_what_they_let_through(
    owner: Api, query: dict[str, Any], found: set[str]
) -> None:
    told = page(owner, **query)

    assert {item["name"] for item in told["items"]} == found
    assert told["total"] == len(told["items"])


@pytest.mark.parametrize(
    ("sought", "is_found"),
    [("STRASSE ΣΊΣ", True), ("straße σίς", True), ("RASS", True), ("İ", False), ("strase", False)],
)
def test_names_are_found_without_regard_to_case_in_any_script(
    api: Api, settings: Document, sought: str, is_found: bool
) -> None:
    api.created(settings=settings | {"name": "Kurze Straße Σίς"})

    assert page(api, q=sought)["total"] == int(is_found)


def test_an_investigation_is_found_by_its_id(owner: Api) -> None:
    sought = ids(owner)[2]

    assert ids(owner, q=sought[3:30].upper()) == [sought]


def test_both_ends_of_a_range_are_included(owner: Api) -> None:
    made = [item["created_at"] for item in page(owner, sort="created_at")["items"]]

    told = page(owner, **{"from": made[1], "to": made[3]})

    assert {item["created_at"] for item in told["items"]} == {moment for moment in made if made[1] <= moment <= made[3]}
    assert names(owner, **{"from": made[0][:10], "to": made[-1][:10]}) == set(NAMES)


@pytest.mark.parametrize(
    "query",
    [
        {"status": "DONE"},
        {"risk_level": "extreme"},
        {"archived": "maybe"},
        {"sort": "settings_json"},
        {"sort": "--name"},
        {"page": 0},
        {"page": 10**30},
        {"limit": 101},
        {"from": "yesterday"},
        {"to": "2026-13-01"},
        {"to": "2026-01-01T00:00:00"},
        {"q": "x" * 256},
        {"unknown": 1},
    ],
)
def test_a_query_that_makes_no_sense_is_refused(owner: Api, query: dict[str, Any]) -> None:
    fields = wrong_fields(owner.call("GET", "/history", query_string=query))

    assert {field.split(".")[0] for field in fields} == set(query)


def test_everybody_sees_their_own_alone(owner: Api, api_for: ApiFor) -> None:
    mine = ids(owner)[0]
    for scopes in ((), ("wizard:admin",), ("wizard:run", "wizard:read")):
        assert page(api_for(None, *scopes))["total"] == 0
    friend = api_for()
    owner.call("PUT", f"/{mine}/access/{friend.user_id}", json={"role": "viewer"})
    assert ids(friend) == []
    problem(friend.call("GET", f"/history/{mine}"), 404, "not_found")
    assert document(api_for(None, "wizard:admin").call("GET", f"/history/{mine}"))["investigation_id"] == mine
    problem(api_for(owner.user_id, "wizard:write").call("GET", "/history"), 403, "forbidden")


def test_what_is_deleted_is_gone_from_history(owner: Api) -> None:
    gone = ids(owner)[0]
    owner.delete(gone, {"If-Match": "*"})

    assert gone not in ids(owner)
    assert page(owner)["total"] == 4
    problem(owner.call("GET", f"/history/{gone}"), 404, "not_found")


def test_where_an_investigation_came_from_is_shown(api: Api, settings: Document) -> None:
    kept = document(api.call("POST", "/templates", json={"name": "n", "settings": settings}), 201)["template_id"]
    api.call("POST", f"/templates/{kept}/apply", json={"investigation_id": f"of-{kept}"})

    shown = document(api.call("GET", f"/history/of-{kept}"))

    assert (shown["template_id"], shown["template_version"]) == (kept, 1)


def test_when_it_was_last_looked_at_is_shown_and_sorted(service: Flask, owner: Api) -> None:
    store: Backend = service.extensions["wizard"].store
    seen = ids(owner)[3]
    moment = "2099-01-01T00:00:00.000Z"
    store.write(lambda tx: tx.update(State, {"last_accessed": moment}, {"investigation_id": seen}))

    first = page(owner, sort="-last_accessed")["items"][0]

    assert (first["investigation_id"], first["last_accessed"]) == (seen, moment)
