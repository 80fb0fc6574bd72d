"""The list of past investigations: its items and its filters (contract section 9)."""

from datetime import datetime, timedelta
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


def test_an_item_has_every_column_of_its_state(reader: Api) -> None:
    item = page(reader, status="COMPLETED")["items"][0]

    state = reader.state(item["investigation_id"])
    assert tuple(item) == COLUMNS
    for name in ("wizard_step", "status", "version", "created_at", "updated_at", "archived_at"):
        assert item[name] == state[name]
    assert (item["name"], item["entity_count"], item["risk_score"], item["risk_level"]) == ("Zebra", 1, 72.5, "high")
    assert item["started_at"] == state["progress"]["started_at"]
    assert item["completed_at"] == state["updated_at"]
    assert isinstance(item["duration_ms"], int)
    assert item["template_id"] is item["template_version"] is None


def test_columns_without_a_value_are_null(reader: Api) -> None:
    item = page(reader, q="alpha", status="IN_PROGRESS")["items"][0]

    absent = ("risk_score", "risk_level", "started_at", "completed_at", "duration_ms", "archived_at")
    assert [item[name] for name in absent] == [None] * len(absent)


@pytest.mark.parametrize("stated", ["1970-01-01T00:00:00.250Z", "2036-01-01T00:00:00.250Z"])
def test_start_and_duration_are_by_the_clock_of_the_service_whatever_a_client_states(
    stated: str, api: Api, settings: Document
) -> None:
    investigation_id = api.running(settings)
    begun = api.state(investigation_id)
    api.changed(investigation_id, progress={"started_at": stated})
    ended = api.changed(investigation_id, status="CANCELLED")

    item = page(api)["items"][0]
    times = [datetime.fromisoformat(state["updated_at"]) for state in (begun, ended)]
    assert (item["started_at"], item["completed_at"]) == (begun["updated_at"], ended["updated_at"])
    assert item["duration_ms"] == (times[1] - times[0]) // timedelta(milliseconds=1)


def test_an_investigation_that_goes_back_to_its_settings_has_not_started(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    api.changed(investigation_id, wizard_step="SETTINGS")
    assert page(api)["items"][0]["started_at"] is None

    again = api.changed(investigation_id, wizard_step="PROGRESS")

    assert page(api)["items"][0]["started_at"] == again["updated_at"]


def test_an_entity_type_of_any_length_can_be_filtered_for(api: Api, settings: Document) -> None:
    long = "x" * 2000
    settings["entities"][0]["entity_type"] = long
    investigation_id = api.created(settings=settings)

    assert [item["investigation_id"] for item in page(api, entity_type=long)["items"]] == [investigation_id]


@pytest.mark.parametrize(
    ("query", "expected"),
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
        ({"q": "ubung"}, {"Übung"}),
        ({"q": "Ālpha"}, {"alpha"}),
        ({"q": "%"}, {"beta 100%"}),
        ({"q": "_"}, set()),
        ({"from": "2020-01-01", "to": "2099-12-31"}, set(NAMES)),
        ({"to": "2020-01-01T00:00:00Z"}, set()),
        ({"from": "2099-01-01T00:00:00+02:00", "status": "COMPLETED"}, set()),
        ({"archived": "true"}, set()),
        ({"archived": "all"}, set(NAMES)),
    ],
)
def test_filters_can_be_combined_and_the_total_counts_their_matches(
    reader: Api, query: dict[str, Any], expected: set[str]
) -> None:
    filtered = page(reader, **query)

    assert {item["name"] for item in filtered["items"]} == expected
    assert filtered["total"] == len(filtered["items"])


def test_an_investigation_is_found_by_its_id(reader: Api) -> None:
    investigation_id = ids(reader)[2]

    assert ids(reader, q=investigation_id[3:30].upper()) == [investigation_id]


def test_both_ends_of_a_range_are_included(reader: Api) -> None:
    created = [item["created_at"] for item in page(reader, sort="created_at")["items"]]

    between = page(reader, **{"from": created[1], "to": created[3]})

    expected = {moment for moment in created if created[1] <= moment <= created[3]}
    assert {item["created_at"] for item in between["items"]} == expected
    assert names(reader, **{"from": created[0][:10], "to": created[-1][:10]}) == set(NAMES)


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
def test_an_invalid_query_is_refused(reader: Api, query: dict[str, Any]) -> None:
    fields = wrong_fields(reader.call("GET", "/history", query_string=query))

    assert {field.split(".")[0] for field in fields} == set(query)


def test_a_user_sees_only_owned_investigations(owner: Api, api_for: ApiFor) -> None:
    investigation_id = ids(owner)[0]
    for scopes in ((), ("wizard:admin",), ("wizard:run", "wizard:read")):
        assert page(api_for(None, *scopes))["total"] == 0
    friend = api_for()
    owner.share(investigation_id, friend.user_id, "viewer")
    assert ids(friend) == []
    problem(friend.call("GET", f"/history/{investigation_id}"), 404, "not_found")
    assert (
        document(api_for(None, "wizard:admin").call("GET", f"/history/{investigation_id}"))["investigation_id"]
        == investigation_id
    )
    problem(api_for(owner.user_id, "wizard:write").call("GET", "/history"), 403, "forbidden")


def test_a_deleted_investigation_leaves_history(owner: Api) -> None:
    deleted = ids(owner)[0]
    owner.delete(deleted, {"If-Match": "*"})

    assert deleted not in ids(owner)
    assert page(owner)["total"] == 4
    problem(owner.call("GET", f"/history/{deleted}"), 404, "not_found")


def test_an_item_names_the_template_version_of_its_investigation(api: Api, settings: Document) -> None:
    kept = document(api.call("POST", "/templates", json={"name": "n", "settings": settings}), 201)["template_id"]
    api.call("POST", f"/templates/{kept}/apply", json={"investigation_id": f"of-{kept}"})

    item = document(api.call("GET", f"/history/of-{kept}"))

    assert (item["template_id"], item["template_version"]) == (kept, 1)


def test_the_last_access_is_shown_and_sorted(service: Flask, owner: Api) -> None:
    store: Backend = service.extensions["wizard"].store
    accessed = ids(owner)[3]
    moment = "2099-01-01T00:00:00.000Z"
    store.write(lambda tx: tx.update(State, {"last_accessed": moment}, {"investigation_id": accessed}))

    first = page(owner, sort="-last_accessed")["items"][0]

    assert (first["investigation_id"], first["last_accessed"]) == (accessed, moment)
