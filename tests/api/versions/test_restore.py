"""Restoring an earlier version as the next one (contract section 3)."""

from tests.support.api.client import Api, ApiFor, Document, document, event, problem, version_of
from tests.support.api.versions import content, restore


def test_a_restored_version_is_the_next_one_whatever_its_step_and_status(
    api: Api, investigation_id: str, states: list[Document]
) -> None:
    cursor, etag = api.cursor(investigation_id), api.get(investigation_id).headers["ETag"]

    answer = restore(api, investigation_id, 4, {"If-Match": etag})

    state = document(answer)
    assert state == api.state(investigation_id)
    assert (state["version"], version_of(answer.headers["ETag"])) == (6, 6)
    assert content(state) == content(states[3])
    assert state["created_at"] == states[0]["created_at"]
    assert [event["event_type"] for event in api.events(investigation_id, after=cursor)] == [
        "state_updated",
        "step_changed",
        "status_changed",
        "results_available",
    ]
    entry = document(api.audit(investigation_id))["items"][0]
    assert (entry["action_type"], entry["version"]) == ("RESTORED", 6)
    assert content(entry["new_state"]) == content(states[3])


def test_a_restored_version_has_the_type_of_its_most_significant_change(api: Api, settings: Document) -> None:
    investigation_id = api.created(settings=settings)
    api.changed(investigation_id, settings={"name": "another"})
    restore(api, investigation_id, 1)
    api.changed(investigation_id, wizard_step="PROGRESS")
    api.reported(investigation_id, event("progress_updated", percent_complete=40))
    restore(api, investigation_id, 4)
    api.changed(investigation_id, status="ERROR")
    for version in (5, 6, 1):
        restore(api, investigation_id, version)

    changes = document(api.call("GET", f"/{investigation_id}/changes"))["changes"]

    types = {change["version"]: change["change_type"] for change in changes}
    restored = {version: types[version] for version in (3, 6, 8, 10)}
    assert restored == {
        3: "SETTINGS_MODIFIED",
        6: "PROGRESS_UPDATE",
        8: "STATUS_CHANGE",
        10: "STEP_CHANGE",
    }


def test_a_finished_investigation_runs_again_after_a_running_version_is_restored(
    api: Api, investigation_id: str, states: list[Document]
) -> None:
    restore(api, investigation_id, 4)

    state = document(restore(api, investigation_id, 3))

    assert content(state) == content(states[2])
    assert (state["status"], state["results"]) == ("IN_PROGRESS", None)
    api.reported(investigation_id, event("progress_updated", percent_complete=50))


def test_restoring_keeps_the_log_lines(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    api.reported(
        investigation_id, event("log_appended", lines=[{"message": "m", "agent_name": "a"}, {"message": "first"}])
    )
    api.reported(investigation_id, event("log_appended", lines=[{"message": "second"}]))

    progress = document(restore(api, investigation_id, 2))["progress"]

    assert progress["logs"] == ["first", "second"]
    assert [agent["logs"] for agent in progress["agents"]] == [["m"]]


def test_restoring_needs_if_match(api: Api, investigation_id: str) -> None:
    problem(restore(api, investigation_id, 1, {}), 428, "precondition_required")
    conflict = problem(restore(api, investigation_id, 1, {"If-Match": '"other.1"'}), 412, "precondition_failed")
    assert conflict["current_version"] == 5
    assert api.state(investigation_id)["version"] == 5


def test_restoring_over_any_version_announces_concurrent_access(
    api: Api, api_for: ApiFor, investigation_id: str
) -> None:
    editor = api_for()
    api.share(investigation_id, editor.user_id, "editor")
    api.reported(investigation_id, event("log_appended", lines=[{"message": "by the owner"}]))
    cursor = api.cursor(investigation_id)

    document(restore(editor, investigation_id, 1))

    (announced,) = [e for e in api.events(investigation_id, after=cursor) if e["event_type"] == "concurrent_access"]
    assert announced["data"] == {"actor": editor.user_id, "previous_actor": api.user_id, "previous_version": 8}


def test_restoring_is_done_once_per_key(api: Api, investigation_id: str) -> None:
    headers = {"If-Match": api.get(investigation_id).headers["ETag"], "Idempotency-Key": f"restore-{investigation_id}"}

    first, second = (restore(api, investigation_id, 1, headers) for _ in range(2))

    assert (second.status_code, second.data) == (200, first.data)
    assert api.state(investigation_id)["version"] == 6
