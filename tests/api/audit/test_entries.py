"""Reading the audit trail: entries, pages, filters (contract section 9)."""

import pytest

from tests.support.api.audit import bare, items
from tests.support.api.changes import changes_since
from tests.support.api.client import Api, Document, document, event, merged, problem, wrong_fields

MEMBERS = {
    "entry_id",
    "investigation_id",
    "user_id",
    "actor",
    "action_type",
    "action_types",
    "source",
    "version",
    "previous_state",
    "new_state",
    "changes",
    "timestamp",
    "request_id",
}


def test_an_entry_names_actor_action_and_both_whole_states(api: Api, states: list[Document]) -> None:
    entries = items(api, states[0]["investigation_id"])

    assert [entry["version"] for entry in entries] == [8, 7, 6, 5, 4, 3, 2, 1]
    assert [entry["action_type"] for entry in reversed(entries)] == [
        "STATE_CREATED",
        "SETTINGS_MODIFIED",
        "STEP_CHANGED",
        "PROGRESS_UPDATED",
        "PROGRESS_UPDATED",
        "STATUS_CHANGED",
        "RESULTS_FINALIZED",
        "STATUS_CHANGED",
    ]
    assert entries[0]["action_types"] == ["STATUS_CHANGED", "STEP_CHANGED", "PROGRESS_UPDATED"]
    for entry, before, after in zip(reversed(entries), [None, *states], states, strict=False):
        assert entry.keys() == MEMBERS
        assert bare(entry["new_state"]) == bare(after)
        assert bare(entry["previous_state"]) == bare(before)
        assert entry["new_state"]["updated_at"] == entry["timestamp"] == after["updated_at"]
        assert (entry["previous_state"] or {}).get("updated_at") == (before or {}).get("updated_at")
        unversioned = {n: v for n, v in (bare(before) or {}).items() if n != "version"}
        assert merged(unversioned, entry["changes"]) == {n: v for n, v in (bare(after) or {}).items() if n != "version"}
    actors = {entry["version"]: entry["actor"] for entry in entries}
    assert {version for version, actor in actors.items() if actor != api.user_id} == {4, 6, 7}


@pytest.mark.parametrize("limit", [1, 3, 7, 8, 100])
def test_the_pages_together_are_the_whole_trail(api: Api, states: list[Document], limit: int) -> None:
    investigation_id = states[0]["investigation_id"]

    assert items(api, investigation_id, limit=limit) == items(api, investigation_id, limit=50)


def test_a_page_does_not_move_while_entries_are_appended(api: Api, states: list[Document]) -> None:
    investigation_id = states[0]["investigation_id"]
    first = document(api.audit(investigation_id, limit=3))
    api.changed(investigation_id, settings={"name": "later"})

    rest = items(api, investigation_id, cursor=first["next_cursor"])

    assert [each["version"] for each in rest] == [5, 4, 3, 2, 1]
    assert bare(rest[0]["new_state"]) == bare(states[4])


def test_a_change_of_a_client_that_polls_has_the_source_polling(api: Api, settings: Document) -> None:
    investigation_id = api.created(settings=settings)
    cursor = api.cursor(investigation_id)
    for number, transport in enumerate(("polling", "sse"), 1):
        name = {"settings": {"name": f"name {number}"}, "version": number}
        document(api.patch(investigation_id, name, {"Wizard-Transport": transport}))

    events = document(api.poll(investigation_id, after=cursor))["events"]

    assert [event["source"] for event in events] == ["POLLING", "USER"]
    assert [entry["version"] for entry in items(api, investigation_id, source="POLLING")] == [2]


def test_filters_select_entries_and_do_not_change_their_states(api: Api, states: list[Document]) -> None:
    investigation_id = states[0]["investigation_id"]

    def versions(**query: str) -> list[int]:
        return [each["version"] for each in items(api, investigation_id, limit=2, **query)]

    assert versions(action_type="STEP_CHANGED") == [8, 3]
    assert versions(actor=api.user_id) == [8, 5, 3, 2, 1]
    assert versions(actor="unknown") == versions(source="WEBSOCKET") == []
    assert versions(source="USER") == [8, 7, 6, 5, 4, 3, 2, 1]
    assert versions(**{"from": states[6]["updated_at"]})[-1] <= 7
    assert versions(to=states[0]["updated_at"])[-1] == 1
    assert versions(to="2020-01-01T00:00:00Z") == versions(**{"from": "2999-01-01T00:00:00+01:00"}) == []
    first_day, last_day = (each["updated_at"][:10] for each in (states[0], states[-1]))
    assert versions(**{"from": first_day, "to": last_day}) == [8, 7, 6, 5, 4, 3, 2, 1]
    assert versions(to="2020-01-01") == versions(**{"from": "2999-01-01"}) == []
    sparse = items(api, investigation_id, action_type="STEP_CHANGED")
    assert [bare(each["new_state"]) for each in sparse] == [bare(states[7]), bare(states[2])]


def test_a_write_that_does_several_things_is_found_by_each(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    results = {"findings": [], "risk_score": {"overall_score": 1, "category_scores": {}, "risk_level": "low"}}
    results["completed_at"] = "2026-01-02T00:00:00Z"
    api.changed(investigation_id, status="COMPLETED", wizard_step="RESULTS", results=results)
    api.changed(investigation_id, wizard_step="SETTINGS", settings={"name": "again"})

    def versions(action_type: str) -> list[int]:
        return [entry["version"] for entry in items(api, investigation_id, action_type=action_type)]

    started = ["STEP_CHANGED", "SETTINGS_MODIFIED", "PROGRESS_UPDATED"]
    reset, completed, created = items(api, investigation_id)
    assert completed["action_type"] == "RESULTS_FINALIZED"
    assert completed["action_types"] == ["RESULTS_FINALIZED", "STATUS_CHANGED", "STEP_CHANGED"]
    assert created["action_types"] == ["STATE_CREATED", *started]
    assert reset["action_types"] == ["STATUS_CHANGED", *started]
    assert versions("RESULTS_FINALIZED") == [2]
    assert versions("STATUS_CHANGED") == [3, 2]
    assert versions("STEP_CHANGED") == [3, 2, 1]
    assert versions("SETTINGS_MODIFIED") == [3, 1]
    assert versions("STATE_CREATED") == [1]
    types = [change["change_type"] for change in changes_since(api, investigation_id, 0)]
    assert types == ["STEP_CHANGE", "RESULTS_FINALIZED", "STATUS_CHANGE"]


def test_a_cause_comes_before_what_it_changed(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    api.changed(investigation_id, status="ERROR", progress={"current_phase": "a"})
    document(api.call("POST", f"/{investigation_id}/restore", {"If-Match": "*"}, json={"version": 1}))
    document(api.call("POST", f"/history/{investigation_id}/archive"))
    template = document(api.call("POST", "/templates", json={"name": "n", "settings": settings}), 201)
    applied = document(api.call("POST", f"/templates/{template['template_id']}/apply", json={}), 201)

    changed = ["STATUS_CHANGED", "PROGRESS_UPDATED"]
    actions = [entry["action_types"] for entry in items(api, investigation_id)]
    assert actions[:3] == [["ARCHIVED"], ["RESTORED", *changed], changed]
    (made,) = items(api, applied["investigation_id"], action_type="STATE_CREATED")
    assert made["action_types"] == ["TEMPLATE_APPLIED", "STATE_CREATED", "SETTINGS_MODIFIED"]
    assert items(api, f"templates/{template['template_id']}", action_type="STATE_CREATED") == []
    (first,) = items(api, f"templates/{template['template_id']}", action_type="TEMPLATE_CREATED")
    assert first["action_types"] == ["TEMPLATE_CREATED"]


def test_the_states_of_a_long_trail_are_computed_from_snapshots(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    for number in range(0, 450, 2):
        answer = api.report(investigation_id, event("progress_updated", percent_complete=number % 100))
        assert answer.status_code == 200
        api.changed(investigation_id, progress={"current_phase": f"p{number}"})

    entries = items(api, investigation_id, limit=100)

    assert [entry["version"] for entry in entries] == list(range(451, 0, -1))
    by_version = {entry["version"]: entry["new_state"] for entry in entries}
    assert all(by_version[v]["version"] == v for v in by_version)
    for number in range(0, 450, 2):
        assert by_version[number + 2]["progress"]["overall_progress"] == number % 100
        assert by_version[number + 3]["progress"]["current_phase"] == f"p{number}"


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
def test_an_invalid_query_parameter_is_rejected(api: Api, query: Document, field: str) -> None:
    assert wrong_fields(api.audit(api.created(), **query)) == {field}


@pytest.mark.parametrize("cursor", ["", "x", "-1", "0", "1.5", "9" * 30, "\u00b2"])
@pytest.mark.parametrize("part", ["", "/refused"])
def test_a_malformed_cursor_is_rejected(api: Api, cursor: str, part: str) -> None:
    problem(api.audit(api.created(), part, cursor=cursor), 400, "bad_cursor")
