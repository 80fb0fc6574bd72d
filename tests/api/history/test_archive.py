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


def test_archived_investigations_leave_the_active_list_until_they_are_restored(api: Api, mine: str) -> None:
    archived = document(act(api, mine, "archive"))

    assert archived["archived_at"] == archived["updated_at"]
    assert archived["version"] == 2
    assert (listed(api), listed(api, archived="true"), listed(api, archived="all")) == ([], [mine], [mine])
    restored = document(act(api, mine, "restore"))
    assert (restored["archived_at"], restored["version"]) == (None, 3)
    assert (listed(api), listed(api, archived="true")) == ([mine], [])


def test_archiving_or_restoring_twice_changes_nothing(api: Api, mine: str) -> None:
    first = act(api, mine, "archive")
    again = act(api, mine, "archive")

    assert (first.data, first.headers["ETag"]) == (again.data, again.headers["ETag"])
    restored, again = act(api, mine, "restore"), act(api, mine, "restore")
    assert restored.data == again.data == api.get(mine).data
    assert document(restored)["version"] == 3


def test_a_request_repeated_under_one_key_is_executed_once(api: Api, mine: str) -> None:
    first = act(api, mine, "archive", {"Idempotency-Key": "a"})
    act(api, mine, "restore")

    assert act(api, mine, "archive", {"Idempotency-Key": "a"}).data == first.data
    assert api.state(mine)["archived_at"] is None


def test_an_archived_investigation_takes_no_changes(api: Api, mine: str, settings: Document) -> None:
    act(api, mine, "archive")
    before = api.get(mine).data

    for refused in (
        api.change(mine, progress={"overall_progress": 1}),
        api.put(mine, {"status": "CANCELLED"}, {"If-Match": "*"}),
        api.report(mine, event("progress_updated", percent_complete=1)),
    ):
        assert problem(refused, 409, "invalid_transition")["field"] == "archived_at"
    assert api.get(mine).data == before
    assert api.call("PUT", f"/{mine}/access/friend", json={"role": "viewer"}).status_code == 200
    assert api.call("DELETE", f"/{mine}/access/friend").status_code == 204
    act(api, mine, "restore")
    assert api.change(mine, progress={"overall_progress": 1}).status_code == 200
    act(api, mine, "archive")
    assert api.delete(mine, {"If-Match": "*"}).status_code == 204


def test_archiving_and_restoring_append_one_event_and_the_fold_is_the_state(
    service: Flask, api: Api, mine: str
) -> None:
    store: Backend = service.extensions["wizard"].store
    cursor = api.cursor(mine)

    for action, event_type in (("archive", "investigation_archived"), ("restore", "investigation_restored")):
        act(api, mine, action)
        act(api, mine, action)
        (appended,) = api.events(mine, after=cursor)
        assert (appended["event_type"], appended["data"]) == (event_type, {"investigation_id": mine})
        cursor = appended["id"]
        rows = store.select("SELECT * FROM events WHERE investigation_id = ? ORDER BY feed_offset", (mine,))
        events = [
            Event(row["event_type"], orjson.loads(row["data"]), row["version"], "", row["committed_at"]) for row in rows
        ]
        (state,) = store.select("SELECT * FROM investigation_states WHERE investigation_id = ?", (mine,))
        assert fold_all(events) == document_of(state)


def test_the_audit_trail_names_the_actor_of_archiving_and_restoring(service: Flask, api: Api, mine: str) -> None:
    act(api, mine, "archive")
    act(api, mine, "restore")

    store: Backend = service.extensions["wizard"].store
    trail = store.select("SELECT * FROM investigation_audit_log WHERE investigation_id = ? ORDER BY entry_seq", (mine,))
    assert [(entry["action_type"], entry["actor"], entry["version"]) for entry in trail[1:]] == [
        ("ARCHIVED", api.user_id, 2),
        ("RESTORED", api.user_id, 3),
    ]
    assert orjson.loads(trail[1]["changes"]).keys() == {"archived_at"}
    assert orjson.loads(trail[2]["changes"]) == {"archived_at": None}


def test_only_the_owner_and_admins_archive(api: Api, api_for: ApiFor, mine: str) -> None:
    editor = api_for()
    api.call("PUT", f"/{mine}/access/{editor.user_id}", json={"role": "editor"})

    for action in ("archive", "restore"):
        problem(act(api_for(), mine, action), 404, "not_found")
        for other in (editor, api_for(None, "wizard:run", "wizard:write"), api_for(api.user_id, "wizard:read")):
            problem(act(other, mine, action), 403, "forbidden")
    assert document(act(api_for(None, "wizard:admin"), mine, "archive"))["archived_at"]


def test_a_final_and_archived_investigation_has_no_next_poll_interval(api: Api, mine: str) -> None:
    act(api, mine, "archive")
    assert document(api.poll(mine))["next_poll_interval"] is not None
    act(api, mine, "restore")
    api.changed(mine, status="CANCELLED")
    assert document(api.poll(mine))["next_poll_interval"] is not None

    act(api, mine, "archive")

    assert document(api.poll(mine))["next_poll_interval"] is None


def test_actions_follow_status_and_archive(api: Api, mine: str, results: Document) -> None:
    assert actions(api, mine) == ["resume", "cancel", "archive", "start_fresh"]
    api.changed(mine, status="ERROR")
    assert actions(api, mine) == ["retry", "archive", "start_fresh"] == api.checkpoint(mine)["actions"]
    api.changed(mine, status="IN_PROGRESS")
    api.changed(mine, status="COMPLETED", results=results)
    assert actions(api, mine) == ["view_results", "archive", "start_fresh"] == api.checkpoint(mine)["actions"]
    act(api, mine, "archive")
    assert actions(api, mine) == ["view_results", "start_fresh", "restore"]
    assert api.checkpoint(mine)["actions"] == ["view_results", "start_fresh"]


def test_token_that_only_reads_is_offered_no_changes(api: Api, api_for: ApiFor, mine: str) -> None:
    reader = api_for(api.user_id, "wizard:read")
    assert actions(reader, mine) == ["resume"]
    act(api, mine, "archive")
    assert actions(reader, mine) == []


def test_archiving_many_reports_the_result_of_each(api: Api, api_for: ApiFor, mine: str, settings: Document) -> None:
    second, foreign, shared = api.created(), api_for().created(), api_for()
    theirs = shared.created()
    shared.call("PUT", f"/{theirs}/access/{api.user_id}", json={"role": "editor"})
    act(api, second, "archive")

    report = document(archive_many(api, mine, second, foreign, theirs, "unknown", mine))

    assert (report["archived"], report["failed"]) == (2, 3)
    results = {result["investigation_id"]: result for result in report["results"]}
    assert list(results) == [mine, second, foreign, theirs, "unknown"]
    assert {name for name, result in results.items() if result["archived"]} == {mine, second}
    assert [results[name]["code"] for name in (foreign, theirs, "unknown")] == ["not_found", "forbidden", "not_found"]
    for name in (mine, second):
        state = api.state(name)
        assert (results[name]["version"], results[name]["archived_at"]) == (state["version"], state["archived_at"])
    assert api.state(second)["version"] == 2


def test_archiving_many_twice_under_one_key_answers_the_same(api: Api, mine: str) -> None:
    first = archive_many(api, mine, headers={"Idempotency-Key": "many"})
    act(api, mine, "restore")

    assert archive_many(api, mine, headers={"Idempotency-Key": "many"}).data == first.data
    assert listed(api) == [mine]


def test_how_many_are_archived_at_once_is_limited(api: Api, api_for: ApiFor) -> None:
    assert wrong_fields(archive_many(api)) == {"investigation_ids"}
    assert wrong_fields(archive_many(api, *map(str, range(101)))) == {"investigation_ids"}
    assert wrong_fields(archive_many(api, 1)) == {"investigation_ids.0"}
    problem(archive_many(api_for(None, "wizard:read"), "x"), 403, "forbidden")
