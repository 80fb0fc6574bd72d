"""Archiving and restoring (contract section 9): an archived investigation is unlisted and takes no changes."""

from typing import Any

import orjson
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.api.client import Api, ApiFor, Document, document, event, problem, wrong_fields
from wizard_service.domain.events import Event, fold_all
from wizard_service.domain.investigations.state import document_of
from wizard_service.store import Backend


def act(api: Api, investigation_id: str, action: str, headers: dict[str, str] | None = None) -> TestResponse:
    return api.call("POST", f"/history/{investigation_id}/{action}", headers)


def archive_many(api: Api, *investigation_ids: Any, headers: dict[str, str] | None = None) -> TestResponse:
    return api.call("POST", "/history/archive", headers, json={"investigation_ids": list(investigation_ids)})


def listed(api: Api, **query: Any) -> list[str]:
    items = document(api.call("GET", "/history", query_string=query))["items"]
    return [item["investigation_id"] for item in items]


def actions(api: Api, investigation_id: str) -> list[str]:
    return list(document(api.call("GET", f"/history/{investigation_id}"))["actions"])


def test_archived_investigations_leave_the_active_list_until_they_are_restored(api: Api, investigation_id: str) -> None:
    archived = document(act(api, investigation_id, "archive"))

    assert archived["archived_at"] == archived["updated_at"]
    assert archived["version"] == 2
    assert (listed(api), listed(api, archived="true"), listed(api, archived="all")) == (
        [],
        [investigation_id],
        [investigation_id],
    )
    restored = document(act(api, investigation_id, "restore"))
    assert (restored["archived_at"], restored["version"]) == (None, 3)
    assert (listed(api), listed(api, archived="true")) == ([investigation_id], [])


def test_archiving_or_restoring_twice_changes_nothing(api: Api, investigation_id: str) -> None:
    first = act(api, investigation_id, "archive")
    again = act(api, investigation_id, "archive")

    assert (first.data, first.headers["ETag"]) == (again.data, again.headers["ETag"])
    restored, again = act(api, investigation_id, "restore"), act(api, investigation_id, "restore")
    assert restored.data == again.data == api.get(investigation_id).data
    assert document(restored)["version"] == 3


def test_a_request_repeated_under_one_key_is_executed_once(api: Api, investigation_id: str) -> None:
    first = act(api, investigation_id, "archive", {"Idempotency-Key": "a"})
    act(api, investigation_id, "restore")

    assert act(api, investigation_id, "archive", {"Idempotency-Key": "a"}).data == first.data
    assert api.state(investigation_id)["archived_at"] is None


def test_an_archived_investigation_takes_no_changes(api: Api, investigation_id: str, settings: Document) -> None:
    act(api, investigation_id, "archive")
    before = api.get(investigation_id).data

    for refused in (
        api.change(investigation_id, progress={"overall_progress": 1}),
        api.put(investigation_id, {"status": "CANCELLED"}, {"If-Match": "*"}),
        api.report(investigation_id, event("progress_updated", percent_complete=1)),
    ):
        assert problem(refused, 409, "invalid_transition")["field"] == "archived_at"
    assert api.get(investigation_id).data == before
    assert api.call("PUT", f"/{investigation_id}/access/friend", json={"role": "viewer"}).status_code == 200
    assert api.call("DELETE", f"/{investigation_id}/access/friend").status_code == 204
    act(api, investigation_id, "restore")
    assert api.change(investigation_id, progress={"overall_progress": 1}).status_code == 200
    act(api, investigation_id, "archive")
    assert api.delete(investigation_id, {"If-Match": "*"}).status_code == 204


def test_archiving_and_restoring_append_one_event_and_the_fold_is_the_state(
    service: Flask, api: Api, investigation_id: str
) -> None:
    store: Backend = service.extensions["wizard"].store
    cursor = api.cursor(investigation_id)

    for action, event_type in (("archive", "investigation_archived"), ("restore", "investigation_restored")):
        act(api, investigation_id, action)
        act(api, investigation_id, action)
        (appended,) = api.events(investigation_id, after=cursor)
        assert (appended["event_type"], appended["data"]) == (event_type, {"investigation_id": investigation_id})
        cursor = appended["id"]
        rows = store.select("SELECT * FROM events WHERE investigation_id = ? ORDER BY feed_offset", (investigation_id,))
        events = [
            Event(row["event_type"], orjson.loads(row["data"]), row["version"], "", row["committed_at"]) for row in rows
        ]
        (state,) = store.select("SELECT * FROM investigation_states WHERE investigation_id = ?", (investigation_id,))
        assert fold_all(events) == document_of(state)


def test_the_audit_trail_names_the_actor_of_archiving_and_restoring(
    service: Flask, api: Api, investigation_id: str
) -> None:
    act(api, investigation_id, "archive")
    act(api, investigation_id, "restore")

    store: Backend = service.extensions["wizard"].store
    trail = store.select(
        "SELECT * FROM investigation_audit_log WHERE investigation_id = ? ORDER BY entry_seq", (investigation_id,)
    )
    assert [(entry["action_type"], entry["actor"], entry["version"]) for entry in trail[1:]] == [
        ("ARCHIVED", api.user_id, 2),
        ("RESTORED", api.user_id, 3),
    ]
    assert orjson.loads(trail[1]["changes"]).keys() == {"archived_at"}
    assert orjson.loads(trail[2]["changes"]) == {"archived_at": None}


def test_only_the_owner_and_admins_archive(api: Api, api_for: ApiFor, investigation_id: str) -> None:
    editor = api_for()
    api.share(investigation_id, editor.user_id, "editor")

    for action in ("archive", "restore"):
        problem(act(api_for(), investigation_id, action), 404, "not_found")
        for other in (editor, api_for(None, "wizard:run", "wizard:write"), api_for(api.user_id, "wizard:read")):
            problem(act(other, investigation_id, action), 403, "forbidden")
    assert document(act(api_for(None, "wizard:admin"), investigation_id, "archive"))["archived_at"]


def test_a_final_and_archived_investigation_has_no_next_poll_interval(api: Api, investigation_id: str) -> None:
    act(api, investigation_id, "archive")
    assert document(api.poll(investigation_id))["next_poll_interval"] is not None
    act(api, investigation_id, "restore")
    api.changed(investigation_id, status="CANCELLED")
    assert document(api.poll(investigation_id))["next_poll_interval"] is not None

    act(api, investigation_id, "archive")

    assert document(api.poll(investigation_id))["next_poll_interval"] is None


def test_actions_follow_status_and_archive(api: Api, investigation_id: str, results: Document) -> None:
    assert actions(api, investigation_id) == ["resume", "cancel", "archive", "start_fresh"]
    api.changed(investigation_id, status="ERROR")
    offered = actions(api, investigation_id)
    assert offered == ["retry", "cancel", "archive", "start_fresh"] == api.checkpoint(investigation_id)["actions"]
    api.changed(investigation_id, status="IN_PROGRESS")
    api.changed(investigation_id, status="COMPLETED", results=results)
    offered = actions(api, investigation_id)
    assert offered == ["view_results", "archive", "start_fresh"] == api.checkpoint(investigation_id)["actions"]
    act(api, investigation_id, "archive")
    assert actions(api, investigation_id) == ["view_results", "start_fresh", "restore"]
    assert api.checkpoint(investigation_id)["actions"] == ["view_results", "start_fresh"]


def test_a_read_only_token_is_offered_no_changes(api: Api, api_for: ApiFor, investigation_id: str) -> None:
    reader = api_for(api.user_id, "wizard:read")
    assert actions(reader, investigation_id) == ["resume"]
    act(api, investigation_id, "archive")
    assert actions(reader, investigation_id) == []


def test_archiving_many_reports_the_result_of_each(
    api: Api, api_for: ApiFor, investigation_id: str, settings: Document
) -> None:
    second, foreign, shared = api.created(), api_for().created(), api_for()
    theirs = shared.created()
    shared.share(theirs, api.user_id, "editor")
    act(api, second, "archive")

    report = document(archive_many(api, investigation_id, second, foreign, theirs, "unknown", investigation_id))

    assert (report["archived"], report["failed"]) == (2, 3)
    results = {result["investigation_id"]: result for result in report["results"]}
    assert list(results) == [investigation_id, second, foreign, theirs, "unknown"]
    assert {name for name, result in results.items() if result["archived"]} == {investigation_id, second}
    assert [results[name]["code"] for name in (foreign, theirs, "unknown")] == ["not_found", "forbidden", "not_found"]
    for name in (investigation_id, second):
        state = api.state(name)
        assert (results[name]["version"], results[name]["archived_at"]) == (state["version"], state["archived_at"])
    assert api.state(second)["version"] == 2


def test_archiving_many_twice_under_one_key_answers_the_same(api: Api, investigation_id: str) -> None:
    first = archive_many(api, investigation_id, headers={"Idempotency-Key": "many"})
    act(api, investigation_id, "restore")

    assert archive_many(api, investigation_id, headers={"Idempotency-Key": "many"}).data == first.data
    assert listed(api) == [investigation_id]


def test_the_number_archived_at_once_is_limited(api: Api, api_for: ApiFor) -> None:
    assert wrong_fields(archive_many(api)) == {"investigation_ids"}
    assert wrong_fields(archive_many(api, *map(str, range(101)))) == {"investigation_ids"}
    assert wrong_fields(archive_many(api, 1)) == {"investigation_ids.0"}
    problem(archive_many(api_for(None, "wizard:read"), "x"), 403, "forbidden")
