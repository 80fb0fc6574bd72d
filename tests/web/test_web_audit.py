"""The audit trail as it is read (contract section 9)."""

import json
from typing import Any

import pytest
from web_api import (
    Api,
    ApiFor,
    Document,
    ServiceWith,
    document,
    event,
    merged,
    problem,
    without_lines,
    wrong_fields,
)

from wizard_service.config import FeatureFlags

MEMBERS = {
    "entry_id",
    "investigation_id",
    "user_id",
    "actor",
    "action_type",
    "source",
    "version",
    "previous_state",
    "new_state",
    "changes",
    "timestamp",
    "request_id",
}


@pytest.fixture
def states(api: Api, api_for: ApiFor, settings: Document, results: Document) -> list[Document]:
    """Return every state that an investigation went through, with log lines; its id is in each."""
    mine = api.created(settings=settings)
    executor = api_for(None, "wizard:run")
    return [
        api.state(mine),
        api.changed(mine, settings={"name": "another"}),
        api.changed(mine, wizard_step="PROGRESS"),
        executor.reported(
            mine, event("log_appended", lines=[{"message": "m", "agent_name": "a"}, {"message": "line"}])
        ),
        api.changed(mine, progress={"overall_progress": 1, "current_phase": "p"}),
        executor.changed(mine, status="COMPLETED"),
        executor.changed(mine, results=results),
        api.changed(mine, wizard_step="SETTINGS"),
    ]


def bare(state: Document | None) -> Document | None:
    """Return a state as the trail shows it."""
    return None if state is None else {n: v for n, v in without_lines(state).items() if n != "updated_at"}


def items(api: Api, investigation_id: str, **query: Any) -> list[Document]:
    """Return all items, however many pages they are."""
    found: list[Document] = []
    while True:
        told = document(api.audit(investigation_id, **query))
        found += told["items"]
        if told["next_cursor"] is None:
            return found
        query["cursor"] = told["next_cursor"]


def test_trail_tells_who_did_what_and_both_whole_states_newest_first(api: Api, states: list[Document]) -> None:
    told = items(api, states[0]["investigation_id"])

    assert [each["version"] for each in told] == [8, 7, 6, 5, 4, 3, 2, 1]
    assert [each["action_type"] for each in reversed(told)] == [
        "STATE_CREATED",
        "SETTINGS_MODIFIED",
        "STEP_CHANGED",
        "PROGRESS_UPDATED",
        "PROGRESS_UPDATED",
        "STATUS_CHANGED",
        "RESULTS_FINALIZED",
        "STEP_CHANGED",
    ]
    for each, before, after in zip(reversed(told), [None, *states], states, strict=False):
        assert each.keys() == MEMBERS
        assert bare(each["new_state"]) == bare(after)
        assert bare(each["previous_state"]) == bare(before)
        assert each["new_state"]["updated_at"] == each["timestamp"] == after["updated_at"]
        assert (each["previous_state"] or {}).get("updated_at") == (before or {}).get("updated_at")
        known = {n: v for n, v in (bare(before) or {}).items() if n != "version"}
        assert merged(known, each["changes"]) == {n: v for n, v in (bare(after) or {}).items() if n != "version"}
    actors = {each["version"]: each["actor"] for each in told}
    assert {version for version, actor in actors.items() if actor != api.user_id} == {4, 6, 7}


@pytest.mark.parametrize("limit", [1, 3, 7, 8, 100])
def test_pages_together_are_the_whole_trail(api: Api, states: list[Document], limit: int) -> None:
    mine = states[0]["investigation_id"]

    assert items(api, mine, limit=limit) == items(api, mine, limit=50)


def test_page_is_not_moved_by_what_is_written_meanwhile(api: Api, states: list[Document]) -> None:
    mine = states[0]["investigation_id"]
    first = document(api.audit(mine, limit=3))
    api.changed(mine, settings={"name": "later"})

    rest = items(api, mine, cursor=first["next_cursor"])

    assert [each["version"] for each in rest] == [5, 4, 3, 2, 1]
    assert bare(rest[0]["new_state"]) == bare(states[4])


def test_filters_narrow_the_trail_and_keep_the_states_right(api: Api, states: list[Document]) -> None:
    mine = states[0]["investigation_id"]

    def versions(**query: str) -> list[int]:
        return [each["version"] for each in items(api, mine, limit=2, **query)]

    assert versions(action_type="STEP_CHANGED") == [8, 3]
    assert versions(actor=api.user_id) == [8, 5, 3, 2, 1]
    assert versions(actor="nobody") == versions(source="WEBSOCKET") == []
    assert versions(source="USER") == [8, 7, 6, 5, 4, 3, 2, 1]
    assert versions(**{"from": states[6]["updated_at"]})[-1] <= 7
    assert versions(to=states[0]["updated_at"])[-1] == 1
    assert versions(to="2020-01-01T00:00:00Z") == versions(**{"from": "2999-01-01T00:00:00+01:00"}) == []
    first_day, last_day = (each["updated_at"][:10] for each in (states[0], states[-1]))
    assert versions(**{"from": first_day, "to": last_day}) == [8, 7, 6, 5, 4, 3, 2, 1]
    assert versions(to="2020-01-01") == versions(**{"from": "2999-01-01"}) == []
    sparse = items(api, mine, action_type="STEP_CHANGED")
    assert [bare(each["new_state"]) for each in sparse] == [bare(states[7]), bare(states[2])]


def test_long_trail_is_composed_over_its_snapshots(api: Api, settings: Document) -> None:
    mine = api.running(settings)
    for number in range(0, 450, 2):
        answer = api.report(mine, event("progress_updated", percent_complete=number % 100))
        assert answer.status_code == 200
        api.changed(mine, progress={"current_phase": f"p{number}"})

    told = items(api, mine, limit=100)

    assert [each["version"] for each in told] == list(range(451, 0, -1))
    by_version = {each["version"]: each["new_state"] for each in told}
    assert all(by_version[v]["version"] == v for v in by_version)
    for number in range(0, 450, 2):
        assert by_version[number + 2]["progress"]["overall_progress"] == number % 100
        assert by_version[number + 3]["progress"]["current_phase"] == f"p{number}"


def test_trail_outlives_its_investigation_for_former_owner_and_admin(
    api: Api, api_for: ApiFor, states: list[Document]
) -> None:
    mine = states[0]["investigation_id"]
    api.delete(mine, {"If-Match": "*"})

    for reader in (api, api_for(None, "wizard:admin")):
        told = items(reader, mine, limit=3)
        assert [each["version"] for each in told] == list(range(9, 0, -1))
        assert (told[0]["action_type"], told[0]["new_state"]) == ("STATE_DELETED", None)
        assert bare(told[0]["previous_state"]) == bare(states[-1])
        assert [bare(each["new_state"]) for each in reversed(told[1:])] == [bare(state) for state in states]
        assert document(reader.audit(mine, "/verify")) == {"valid": True, "entries": 9}
    problem(api_for().audit(mine), 404, "not_found")


def test_id_used_again_is_another_investigation_in_one_chain(
    api: Api, api_for: ApiFor, settings: Document, states: list[Document]
) -> None:
    mine, other = states[0]["investigation_id"], api_for()
    api.delete(mine, {"If-Match": "*"})
    other.create(investigation_id=mine, settings=settings)
    theirs = other.changed(mine, wizard_step="PROGRESS")

    assert [each["version"] for each in items(other, mine)] == [2, 1]
    assert bare(items(other, mine)[0]["new_state"]) == bare(theirs)
    assert [each["version"] for each in items(api, mine)] == list(range(9, 0, -1))
    everything = items(api_for(None, "wizard:admin"), mine, limit=4)
    assert [each["version"] for each in everything] == [2, 1, *range(9, 0, -1)]
    assert bare(everything[3]["new_state"]) == bare(states[-1])
    assert everything[1]["previous_state"] is None
    for reader, entries in ((other, 2), (api, 9), (api_for(None, "wizard:admin"), 11)):
        assert document(reader.audit(mine, "/verify")) == {"valid": True, "entries": entries}


@pytest.mark.parametrize("part", ["", "/verify", "/export", "/refused"])
def test_trail_is_for_the_owner_and_admins(api: Api, api_for: ApiFor, states: list[Document], part: str) -> None:
    mine = states[0]["investigation_id"]
    viewer, editor, executor = api_for(), api_for(), api_for(None, "wizard:run", "wizard:read")
    api.share(mine, viewer.user_id, "viewer")
    api.share(mine, editor.user_id, "editor")

    for refused in (viewer, editor, executor):
        problem(refused.audit(mine, part), 403, "forbidden")
    problem(api_for(api.user_id, "wizard:write").audit(mine, part), 403, "forbidden")
    problem(api_for().audit(mine, part), 404, "not_found")
    problem(api_for(None, "wizard:admin").audit("no-such", part), 404, "not_found")
    assert api_for(api.user_id, "wizard:read").audit(mine, part).status_code == 200
    assert api_for(None, "wizard:admin").audit(mine, part).status_code == 200


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"limit": "x"}, "limit"),
        ({"action_type": "NOTHING"}, "action_type"),
        ({"source": "user"}, "source"),
        ({"from": "yesterday"}, "from"),
        ({"to": "2026-02-30"}, "to"),
        ({"unknown": "1"}, "unknown"),
    ],
)
def test_query_that_means_nothing_is_not_valid(api: Api, query: Document, field: str) -> None:
    assert wrong_fields(api.audit(api.created(), **query)) == {field}


@pytest.mark.parametrize("cursor", ["", "x", "-1", "0", "1.5", "9" * 30, "\u00b2"])
@pytest.mark.parametrize("part", ["", "/refused"])
def test_cursor_that_is_none_is_refused(api: Api, cursor: str, part: str) -> None:
    problem(api.audit(api.created(), part, cursor=cursor), 400, "bad_cursor")


def test_export_holds_what_is_stored_oldest_first(api: Api, states: list[Document]) -> None:
    mine = states[0]["investigation_id"]

    answer = api.audit(mine, "/export")

    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert answer.mimetype == "application/x-ndjson"
    assert [line["version"] for line in lines] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [line["entry_id"] for line in reversed(lines)] == [each["entry_id"] for each in items(api, mine)]
    assert [line["previous_hash"] for line in lines[1:]] == [line["hash"] for line in lines[:-1]]
    state: Document = {}
    for line, after in zip(lines, states, strict=True):
        state = merged(state, line["changes"])
        assert state | {"version": line["version"]} == bare(after)
    for line in reversed(lines):
        state = merged(state, line["reverse"])
    assert state | {"version": 1} == bare(states[0])


def test_export_has_more_lines_than_a_page(api: Api, settings: Document) -> None:
    mine = api.running(settings)
    for _ in range(120):
        api.report(mine, event("progress_updated", percent_complete=1))

    assert len(api.audit(mine, "/export").text.splitlines()) == 121


def test_audit_endpoints_can_be_switched_off_and_the_trail_is_written_all_the_same(
    service_with: ServiceWith, api_for: ApiFor
) -> None:
    off, on = service_with(features=FeatureFlags(audit_logging=False)), service_with()
    mine = api_for("u1", app=off).created()

    for part in ("", "/verify", "/export", "/refused"):
        problem(api_for("u1", app=off).audit(mine, part), 404, "feature_disabled")
    assert len(items(api_for("u1", app=on), mine)) == 1
