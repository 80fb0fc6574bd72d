"""Earlier versions: shown, compared, restored and forked (contract section 3)."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from web_api import (
    MERGE_PATCH,
    Api,
    ApiFor,
    Document,
    Headers,
    document,
    event,
    merged,
    problem,
    version_of,
    without_lines,
    wrong_fields,
)
from werkzeug.test import TestResponse

ANY = {"If-Match": "*"}


@pytest.fixture
def states(api: Api, settings: Document, results: Document) -> list[Document]:
    """Return every state that an investigation went through; its log lines are all said at version 3."""
    mine = api.created(settings=settings)
    line = event("log_appended", lines=[{"message": "m", "agent_name": "a"}, {"message": "line"}])
    return [
        api.state(mine),
        api.changed(mine, wizard_step="PROGRESS"),
        api.reported(mine, line, event("progress_updated", percent_complete=40)),
        api.changed(mine, status="COMPLETED", results=results, wizard_step="RESULTS"),
        api.changed(mine, wizard_step="SETTINGS", settings={"name": "again"}),
    ]


@pytest.fixture
def mine(states: list[Document]) -> str:
    return str(states[0]["investigation_id"])


def at(api: Api, investigation_id: str, version: object, headers: Headers | None = None) -> TestResponse:
    return api.call("GET", f"/{investigation_id}/state", headers, query_string={"at_version": version})


def diff(api: Api, investigation_id: str, old: object, new: object) -> TestResponse:
    return api.call("GET", f"/{investigation_id}/diff", query_string={"from": old, "to": new})


def restore(api: Api, investigation_id: str, version: object, headers: Headers | None = None) -> TestResponse:
    return api.call(
        "POST", f"/{investigation_id}/restore", ANY if headers is None else headers, json={"version": version}
    )


def fork(api: Api, source: str, headers: Headers | None = None, **members: object) -> TestResponse:
    return api.call("POST", f"/{source}/fork", headers, json=members)


def content(state: Document) -> Document:
    """Return what a version is made of, without log lines."""
    bare = without_lines(state)
    return {name: bare[name] for name in ("wizard_step", "status", "settings", "progress", "results") if name in bare}


def test_every_version_is_shown_as_it_was_without_its_log_lines(api: Api, mine: str, states: list[Document]) -> None:
    for version, state in enumerate(states, 1):
        shown = document(at(api, mine, version))

        assert shown.keys() == state.keys()
        assert without_lines(shown) == without_lines(state)
        assert "logs" not in (shown["progress"] or {})


def test_tag_of_an_earlier_version_is_its_own_and_no_precondition(api: Api, mine: str) -> None:
    present = api.get(mine).headers["ETag"]
    first = at(api, mine, 5)
    tag = first.headers["ETag"]
    api.changed(mine, settings={"name": "later"})

    again = at(api, mine, 5)

    assert tag not in (present, api.get(mine).headers["ETag"])
    assert (again.headers["ETag"], again.data) == (tag, first.data)
    assert at(api, mine, 5, {"If-None-Match": tag}).status_code == 304
    assert at(api, mine, 4, {"If-None-Match": tag}).status_code == 200
    problem(api.put(mine, {}, {"If-Match": at(api, mine, 6).headers["ETag"]}), 412, "precondition_failed")


@pytest.mark.parametrize("version", [6, 7, 2**53, 10**30])
def test_version_to_come_is_not_found(api: Api, mine: str, version: int) -> None:
    problem(at(api, mine, version), 404, "not_found")
    problem(diff(api, mine, 1, version), 404, "not_found")
    problem(diff(api, mine, version, 1), 404, "not_found")
    problem(restore(api, mine, min(version, 2**53 - 1)), 404, "not_found")
    problem(fork(api, mine, version=min(version, 2**53 - 1)), 404, "not_found")


@pytest.mark.parametrize("version", ["0", "-1", "x", "", "1.5"])
def test_what_is_no_version_is_not_valid(api: Api, mine: str, version: str) -> None:
    assert wrong_fields(at(api, mine, version)) == {"at_version"}
    assert wrong_fields(diff(api, mine, version, 1)) == {"from"}
    assert wrong_fields(restore(api, mine, version)) == {"version"}


def test_diff_leads_from_any_version_to_any_other(api: Api, mine: str, states: list[Document]) -> None:
    shown = [without_lines(document(at(api, mine, version))) for version in range(1, len(states) + 1)]

    for old in range(1, len(states) + 1):
        for new in range(1, len(states) + 1):
            answer = diff(api, mine, old, new)
            assert answer.mimetype == MERGE_PATCH
            assert merged(shown[old - 1], document(answer)) == shown[new - 1]
            assert (document(answer) == {}) == (old == new)


def test_diff_tells_the_last_change_unless_asked_otherwise(api: Api, mine: str) -> None:
    assert document(api.call("GET", f"/{mine}/diff")) == document(diff(api, mine, 4, 5))
    assert document(api.call("GET", f"/{mine}/diff?to=3")) == document(diff(api, mine, 2, 3))
    assert document(api.call("GET", f"/{mine}/diff?from=2")) == document(diff(api, mine, 2, 5))
    assert document(api.call("GET", f"/{mine}/diff?to=1")) == {}


def test_restored_version_is_the_next_one_whatever_its_step_and_status(
    api: Api, mine: str, states: list[Document]
) -> None:
    cursor, etag = api.cursor(mine), api.get(mine).headers["ETag"]

    answer = restore(api, mine, 4, {"If-Match": etag})

    state = document(answer)
    assert state == api.state(mine)
    assert (state["version"], version_of(answer.headers["ETag"])) == (6, 6)
    assert content(state) == content(states[3])
    assert state["created_at"] == states[0]["created_at"]
    told = api.events(mine, after=cursor)
    assert [each["event_type"] for each in told] == [
        "state_updated",
        "step_changed",
        "status_changed",
        "results_available",
    ]
    entry = document(api.audit(mine))["items"][0]
    assert (entry["action_type"], entry["version"]) == ("RESTORED", 6)
    assert content(entry["new_state"]) == content(states[3])


def test_restored_version_is_told_as_the_most_telling_part_of_what_it_changed(api: Api, settings: Document) -> None:
    mine = api.created(settings=settings)
    api.changed(mine, settings={"name": "another"})
    restore(api, mine, 1)
    api.changed(mine, wizard_step="PROGRESS")
    api.reported(mine, event("progress_updated", percent_complete=40))
    restore(api, mine, 4)
    api.changed(mine, status="ERROR")
    for version in (5, 6, 1, 1):
        restore(api, mine, version)

    told = document(api.call("GET", f"/{mine}/changes"))["changes"]

    restored = {each["version"]: each["change_type"] for each in told if each["version"] in (3, 6, 8, 10, 11)}
    assert restored == {
        3: "SETTINGS_MODIFIED",
        6: "PROGRESS_UPDATE",
        8: "STATUS_CHANGE",
        10: "STEP_CHANGE",
        11: "PROGRESS_UPDATE",
    }


def test_finished_investigation_runs_again_when_a_running_version_is_restored(
    api: Api, mine: str, states: list[Document]
) -> None:
    restore(api, mine, 4)

    state = document(restore(api, mine, 3))

    assert content(state) == content(states[2])
    assert (state["status"], state["results"]) == ("IN_PROGRESS", None)
    api.reported(mine, event("progress_updated", percent_complete=50))


def test_restoring_keeps_the_log_lines_that_are_there(api: Api, settings: Document) -> None:
    mine = api.running(settings)
    api.reported(mine, event("log_appended", lines=[{"message": "m", "agent_name": "a"}, {"message": "first"}]))
    api.reported(mine, event("log_appended", lines=[{"message": "second"}]))

    progress = document(restore(api, mine, 2))["progress"]

    assert progress["logs"] == ["first", "second"]
    assert [agent["logs"] for agent in progress["agents"]] == [["m"]]


def test_restoring_needs_if_match(api: Api, mine: str) -> None:
    problem(restore(api, mine, 1, {}), 428, "precondition_required")
    told = problem(restore(api, mine, 1, {"If-Match": '"other.1"'}), 412, "precondition_failed")
    assert told["current_version"] == 5
    assert api.state(mine)["version"] == 5


def test_restoring_whatever_is_there_announces_concurrent_access(api: Api, api_for: ApiFor, mine: str) -> None:
    editor = api_for()
    api.share(mine, editor.user_id, "editor")
    cursor = api.cursor(mine)

    document(restore(editor, mine, 1))

    (announced,) = [each for each in api.events(mine, after=cursor) if each["event_type"] == "concurrent_access"]
    assert announced["data"] == {"actor": editor.user_id, "previous_actor": api.user_id, "previous_version": 6}


def test_restoring_is_done_once_under_its_key(api: Api, mine: str) -> None:
    headers = {"If-Match": api.get(mine).headers["ETag"], "Idempotency-Key": f"restore-{mine}"}

    first, second = (restore(api, mine, 1, headers) for _ in range(2))

    assert (second.status_code, second.data) == (200, first.data)
    assert api.state(mine)["version"] == 6


def test_fork_begins_a_new_investigation_of_the_caller(
    api: Api, api_for: ApiFor, mine: str, states: list[Document]
) -> None:
    viewer = api_for()
    api.share(mine, viewer.user_id, "viewer")

    answer = fork(viewer, mine, version=4)

    state = document(answer, 201)
    new = state["investigation_id"]
    assert answer.headers["Location"].endswith(f"/{new}/state")
    assert (state["user_id"], state["version"], state["archived_at"]) == (viewer.user_id, 1, None)
    assert content(state) == content(states[3])
    assert viewer.get(new).data == answer.data
    assert api.state(mine)["version"] == 6
    problem(api.get(new), 404, "not_found")
    (told,) = viewer.events(new, after=viewer.cursor(new).rpartition("-")[0] + "-0")
    assert (told["event_type"], told["version"]) == ("state_updated", 1)


def test_fork_of_the_present_version_goes_on_by_itself(api: Api, settings: Document) -> None:
    mine = api.running(settings)
    api.reported(mine, event("log_appended", lines=[{"message": "line", "agent_name": "a"}]))

    new = document(api.call("POST", f"/{mine}/fork"), 201)

    assert content(new) == content(api.state(mine))
    assert new["progress"]["logs"] == new["progress"]["agents"][0]["logs"] == []
    state = api.reported(new["investigation_id"], event("log_appended", lines=[{"message": "own", "agent_name": "a"}]))
    assert state["progress"]["agents"][0]["logs"] == ["own"]


def test_fork_takes_an_id_that_is_free(api: Api, mine: str) -> None:
    assert document(fork(api, mine, investigation_id=f"{mine}-2"), 201)["investigation_id"] == f"{mine}-2"
    taken = fork(api, mine, investigation_id=f"{mine}-2")
    problem(taken, 409, "already_exists")
    assert taken.headers["ETag"] == api.get(f"{mine}-2").headers["ETag"]
    assert wrong_fields(fork(api, mine, investigation_id="no id")) == {"investigation_id"}
    assert wrong_fields(fork(api, mine, investigation_id="templates")) == {"investigation_id"}


def test_fork_is_made_once_under_its_key_though_its_source_is_gone(api: Api, mine: str) -> None:
    key = {"Idempotency-Key": f"fork-{mine}"}
    first = fork(api, mine, key)
    api.delete(mine, ANY)

    second = fork(api, mine, key)

    assert (second.status_code, second.data) == (201, first.data)


def test_viewer_compares_and_does_not_restore(api: Api, api_for: ApiFor, mine: str) -> None:
    viewer, reader = api_for(), api_for(None, "wizard:read")
    for other in (viewer, reader):
        api.share(mine, other.user_id, "viewer")
        assert at(other, mine, 1).data == at(api, mine, 1).data
        assert diff(other, mine, 1, 2).data == diff(api, mine, 1, 2).data
        problem(restore(other, mine, 1), 403, "forbidden")
    problem(fork(reader, mine), 403, "forbidden")


def test_executor_reads_versions_and_restores_none(api: Api, api_for: ApiFor, mine: str) -> None:
    executor = api_for(None, "wizard:run")

    assert at(executor, mine, 1).status_code == 200
    problem(restore(executor, mine, 1), 403, "forbidden")
    problem(fork(executor, mine), 403, "forbidden")
    assert restore(api_for(None, "wizard:admin"), mine, 1).status_code == 200


def test_versions_of_an_id_used_before_are_not_reached(api: Api, mine: str) -> None:
    api.delete(mine, ANY)
    api.create(investigation_id=mine)

    assert document(at(api, mine, 1))["settings"] is None
    problem(at(api, mine, 3), 404, "not_found")


def test_version_older_than_retention_has_expired(
    app: Flask, database_file: Path, token_for: object, settings: Document
) -> None:
    api = Api(app.test_client(), "u1", token_for("u1"))  # type: ignore[operator]
    mine = api.running(settings)
    for _ in range(4):
        api.reported(mine, event("progress_updated", percent_complete=1))
    with closing(sqlite3.connect(database_file, isolation_level=None)) as retention:
        retention.execute("INSERT INTO meta VALUES ('audit_purge', '')")
        retention.execute("DELETE FROM investigation_audit_log WHERE version <= 2")

    for refused in (at(api, mine, 2), diff(api, mine, 2, 4), restore(api, mine, 1), fork(api, mine, version=2)):
        told = problem(refused, 410, "cursor_expired")
        assert (told["earliest"], told["latest"]) == (3, 5)
    assert document(at(api, mine, 3))["version"] == 3
