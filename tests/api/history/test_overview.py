"""Figures over the investigations of the last days, and lists of other users for admins (contract section 9)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from tests.support.api.client import Api, ApiFor, Document, document, event, problem, wrong_fields
from wizard_service.store import Backend
from wizard_service.store.models import State
from wizard_service.timestamps import timestamp


def overview(api: Api, **query: Any) -> Document:
    return document(api.call("GET", "/overview", query_string=query))


def copy_to(store: Backend, investigation_id: str, *times: datetime) -> None:
    """Store copies of an investigation that were created at these times."""
    (row,) = store.select("SELECT * FROM investigation_states WHERE investigation_id = ?", (investigation_id,))
    copies = [
        row | {"investigation_id": f"{investigation_id}-{number}", "created_at": timestamp(time)}
        for number, time in enumerate(times)
    ]
    store.write(lambda tx: tx.insert(State, copies))


def test_an_overview_counts_by_day_status_and_risk(owner: Api) -> None:
    figures = overview(owner, days=3)

    assert [sum(day["statuses"].values()) for day in figures["days"]] == [0, 0, 5]
    assert figures["days"][-1]["statuses"] == {"IN_PROGRESS": 2, "COMPLETED": 1, "ERROR": 1, "CANCELLED": 1}
    assert figures["statuses"] == figures["days"][-1]["statuses"]
    assert (figures["total"], figures["is_complete"], figures["examined"]) == (5, True, 3)
    assert sum(figures["risk_levels"].values()) == 1


def test_archived_investigations_and_older_ones_are_left_out(service: Flask, owner: Api) -> None:
    store: Backend = service.extensions["wizard"].store
    ids = [item["investigation_id"] for item in document(owner.call("GET", "/history"))["items"]]
    owner.call("POST", f"/history/{ids[0]}/archive")
    copy_to(store, ids[1], store.clock() - timedelta(days=40))

    assert overview(owner)["total"] == 4
    assert overview(owner, days=90)["total"] == 5


def test_tools_are_listed_from_the_slowest_and_findings_by_severity(
    api: Api, settings: Document, results: Document
) -> None:
    for duration in (100, 300):
        investigation_id = api.running(settings)
        for tool, took in (("quick", 5), ("slow", duration)):
            api.reported(investigation_id, event("tool_execution_started", tool_name=tool))
            api.reported(
                investigation_id,
                event("tool_execution_completed", tool_name=tool, status="COMPLETED", duration_ms=took),
            )
        api.changed(investigation_id, status="COMPLETED", results=results)

    figures = overview(api)

    assert [(tool["tool_name"], tool["runs"], tool["errors"]) for tool in figures["tools"]] == [
        ("slow", 2, 0),
        ("quick", 2, 0),
    ]
    assert (figures["tools"][0]["average_ms"], figures["tools"][0]["longest_ms"]) == (200, 300)
    assert sum(figures["severities"].values()) == 2 * len(results["findings"])


@pytest.mark.parametrize(("minutes", "before_midnight", "after_midnight"), [(-60, 2, 0), (0, 1, 1), (60, 0, 2)])
def test_days_begin_at_midnight_of_the_offset(
    service: Flask, api: Api, minutes: int, before_midnight: int, after_midnight: int
) -> None:
    store: Backend = service.extensions["wizard"].store
    midnight = store.clock().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=2)
    copy_to(store, api.created(), midnight - timedelta(minutes=30), midnight + timedelta(minutes=30))

    counts = {day["date"]: day["statuses"]["IN_PROGRESS"] for day in overview(api, days=5, utc_offset=minutes)["days"]}

    assert counts[(midnight - timedelta(days=1)).date().isoformat()] == before_midnight
    assert counts[midnight.date().isoformat()] == after_midnight


def test_an_offset_of_more_than_14_hours_is_refused(api: Api) -> None:
    assert wrong_fields(api.call("GET", "/overview", query_string={"utc_offset": 841})) == {"utc_offset"}


def test_only_admins_list_users_and_their_investigations(api: Api, api_for: ApiFor) -> None:
    investigation_id = api.created()
    admin = api_for(None, "wizard:admin")

    for path in (f"/history?user_id={api.user_id}", f"/overview?user_id={api.user_id}", "/users"):
        problem(api_for().call("GET", path), 403, "forbidden")
    items = document(admin.call("GET", f"/history?user_id={api.user_id}"))["items"]
    assert [item["investigation_id"] for item in items] == [investigation_id]
    assert overview(admin, user_id=api.user_id)["total"] == 1
    assert overview(api, user_id=api.user_id)["total"] == 1


@pytest.mark.parametrize("limit", [1, 200])
def test_users_are_listed_page_by_page_with_their_counts(limit: int, api: Api, api_for: ApiFor) -> None:
    first, second = api.created(), api.created()
    api.changed(first, status="ERROR")
    api.call("POST", f"/history/{second}/archive")
    admin = api_for(None, "wizard:admin")
    query: dict[str, Any] = {"limit": limit}
    users: list[Document] = []
    while query.get("cursor", "") is not None:
        page = document(admin.call("GET", "/users", query_string=query))
        users += page["users"]
        query["cursor"] = page["next_cursor"]

    assert [user["user_id"] for user in users] == sorted({user["user_id"] for user in users})
    (own,) = [user for user in users if user["user_id"] == api.user_id]
    assert own == {"user_id": api.user_id, "investigations": 1, "archived": 1, "in_progress": 0, "in_error": 1}
