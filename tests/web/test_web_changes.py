"""What happened since a version (contract section 3)."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from flask import Flask
from web_api import Api, ApiFor, Document, document, event, merged, problem, without_lines, wrong_fields
from werkzeug.test import TestResponse

from wizard_service.store.database import database_path

ANY = {"If-Match": "*"}
CHANGE = {"version", "timestamp", "change_type", "fields_changed", "details"}


def since(api: Api, mine: str, version: object, headers: dict[str, str] | None = None, **query: object) -> TestResponse:
    return api.call("GET", f"/{mine}/changes", headers, query_string={"since_version": version} | query)


def told(api: Api, mine: str, version: int) -> list[Document]:
    return list(document(since(api, mine, version))["changes"])


def purge(service: Flask, mine: str, up_to_version: int) -> None:
    """Take the oldest entries of a trail away, as its retention does."""
    with closing(sqlite3.connect(database_path(service.extensions["wizard"].config.database))) as connection:
        connection.execute("INSERT INTO meta VALUES ('audit_purge', '')")
        old = "DELETE FROM investigation_audit_log WHERE investigation_id = ? AND version <= ?"
        connection.execute(old, (mine, up_to_version))
        connection.execute("DELETE FROM meta WHERE key = 'audit_purge'")
        connection.commit()


def test_each_change_is_told_once_and_in_order(api: Api, settings: Document) -> None:
    mine = api.running(settings)
    for percent in (1, 2, 3):
        api.report(mine, event("progress_updated", percent_complete=percent))

    answer = document(since(api, mine, 2))

    assert answer.keys() == {"investigation_id", "from_version", "to_version", "changes", "current_snapshot"}
    assert (answer["investigation_id"], answer["from_version"], answer["to_version"]) == (mine, 2, 4)
    assert [each["version"] for each in answer["changes"]] == [3, 4]
    assert all(each.keys() == CHANGE for each in answer["changes"])
    assert answer["changes"][-1]["timestamp"] == api.state(mine)["updated_at"]
    assert answer["current_snapshot"] is None


def test_details_are_the_patches_from_version_to_version(api: Api, settings: Document, results: Document) -> None:
    mine = api.created(settings=settings)
    api.changed(mine, settings={"description": "d"})
    api.changed(mine, wizard_step="PROGRESS")
    api.reported(mine, event("phase_changed", to_phase="a"), event("log_appended", lines=[{"message": "1"}]))
    new = api.changed(mine, status="COMPLETED", results=results)

    state: Document = {}
    for each in told(api, mine, 0):
        state = merged(state, each["details"])

    bookkeeping = {name: new[name] for name in ("version", "updated_at")}
    assert state | bookkeeping == without_lines(new)


def test_snapshot_is_the_current_state_when_asked_for(api: Api) -> None:
    mine = api.created()
    api.changed(mine, progress={"overall_progress": 1})

    answer = document(since(api, mine, 1, include_snapshot="true"))

    assert answer["current_snapshot"] == api.state(mine)


Change = Callable[[Api, str], object]
FINALIZED = ("completed_at", "entity_summaries", "findings", "risk_score", "visualizations")
STARTED = ("agents", "overall_progress", "phases", "started_at", "tools_executed")
CHANGES: dict[str, tuple[Change, str, list[str]]] = {
    "name": (
        lambda api, mine: api.changed(mine, settings={"name": "new"}),
        "SETTINGS_MODIFIED",
        ["settings.name"],
    ),
    "start": (
        lambda api, mine: api.changed(mine, wizard_step="PROGRESS", progress=None),
        "STEP_CHANGE",
        [*(f"progress.{name}" for name in STARTED), "wizard_step"],
    ),
    "progress": (
        lambda api, mine: api.reported(mine, event("progress_updated", percent_complete=1, current_phase="a")),
        "PROGRESS_UPDATE",
        ["progress.current_phase", "progress.overall_progress", "progress.phases"],
    ),
    "tool": (
        lambda api, mine: api.reported(mine, event("tool_execution_started", tool_name="t")),
        "TOOL_EXECUTION_UPDATE",
        ["progress.tools_executed"],
    ),
    "tool and progress": (
        lambda api, mine: api.reported(
            mine,
            event("tool_execution_progress", tool_name="t", percent_complete=5),
            event("progress_updated", percent_complete=2),
        ),
        "TOOL_EXECUTION_UPDATE",
        ["progress.overall_progress", "progress.tools_executed"],
    ),
    "log lines": (
        lambda api, mine: api.reported(mine, event("log_appended", lines=[{"message": "m"}])),
        "PROGRESS_UPDATE",
        ["progress.logs"],
    ),
    "results": (
        lambda api, mine: api.changed(mine, results=RESULTS),
        "RESULTS_FINALIZED",
        [f"results.{name}" for name in FINALIZED],
    ),
    "status": (lambda api, mine: api.changed(mine, status="COMPLETED"), "STATUS_CHANGE", ["status"]),
    "sharing": (
        lambda api, mine: api.call("PUT", f"/{mine}/access/someone", json={"role": "viewer"}),
        "SETTINGS_MODIFIED",
        ["access"],
    ),
    "archive": (lambda api, mine: api.call("POST", f"/history/{mine}/archive"), "STATUS_CHANGE", ["archived_at"]),
    "nothing": (lambda api, mine: api.put(mine, {}, ANY), "PROGRESS_UPDATE", []),
}
RESULTS: Document = {
    "findings": [{"title": "t", "description": "d", "severity": "high", "confidence": 0.9, "evidence": []}],
    "risk_score": {"overall_score": 72.5, "category_scores": {"a.b": 70}, "risk_level": "high"},
    "completed_at": "2026-01-02T00:00:00Z",
}


@pytest.mark.parametrize("name", CHANGES)
def test_change_is_named_with_the_fields_it_touched(api: Api, settings: Document, name: str) -> None:
    change, change_type, fields = CHANGES[name]
    in_settings = name in ("name", "start")
    mine = api.created(settings=settings) if in_settings else api.running(settings)
    before = api.state(mine)["version"]

    change(api, mine)

    (only,) = told(api, mine, before)
    assert (only["change_type"], only["fields_changed"]) == (change_type, fields)


def test_creation_is_a_change_too(api: Api, settings: Document) -> None:
    (only,) = told(api, api.created(settings=settings), 0)

    assert (only["version"], only["change_type"]) == (1, "STEP_CHANGE")
    assert {"settings.name", "wizard_step", "status"} <= set(only["fields_changed"])


def test_nothing_newer_is_304_without_a_body(api: Api) -> None:
    mine = api.created()

    answer = since(api, mine, 1)

    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == api.get(mine).headers["ETag"]
    assert int(answer.headers["X-Recommended-Interval"]) > 0


def test_answer_that_is_known_is_304(api: Api) -> None:
    mine = api.created()
    api.changed(mine, progress={"overall_progress": 1})
    full = since(api, mine, 1)

    known = {"If-None-Match": full.headers["ETag"]}
    again = since(api, mine, 1, known)
    api.changed(mine, progress={"overall_progress": 2})

    assert (again.status_code, again.headers["ETag"]) == (304, full.headers["ETag"])
    assert since(api, mine, 1, known).status_code == 200


def test_same_tag_stands_for_the_same_bytes(api: Api) -> None:
    mine = api.created()
    api.changed(mine, progress={"overall_progress": 1})

    one, other = since(api, mine, 0), since(api, mine, 0)

    assert (one.headers["ETag"], one.data) == (other.headers["ETag"], other.data)
    assert not one.headers["ETag"].startswith("W/")


@pytest.mark.parametrize("kept_from", [2, 4])
def test_version_older_than_the_trail_is_gone(service: Flask, api: Api, kept_from: int) -> None:
    mine = api.created()
    for percent in range(3):
        api.changed(mine, progress={"overall_progress": percent})
    purge(service, mine, kept_from - 1)

    for version in range(kept_from - 1):
        gone = problem(since(api, mine, version), 410, "cursor_expired")
        assert (gone["earliest"], gone["latest"]) == (kept_from - 1, 4)
        problem(since(api, mine, version, {"If-None-Match": "*"}), 410, "cursor_expired")
    assert since(api, mine, kept_from - 1).status_code == 200


def test_without_any_trail_only_the_current_version_can_be_gone_on_from(service: Flask, api: Api) -> None:
    mine = api.created()
    purge(service, mine, 1)

    gone = problem(since(api, mine, 0), 410, "cursor_expired")

    assert (gone["earliest"], gone["latest"]) == (1, 1)
    assert since(api, mine, 1).status_code == 304


@pytest.mark.parametrize("version", [2, 2**53 - 1])
def test_version_that_never_was_is_gone_like_one_of_another_epoch(api: Api, version: int) -> None:
    mine = api.created()

    for condition in ({}, {"If-None-Match": "*"}):
        gone = problem(since(api, mine, version, condition), 410, "cursor_expired")
        assert (gone["earliest"], gone["latest"]) == (0, 1)


def test_trail_of_a_deleted_namesake_is_not_told(api: Api, settings: Document) -> None:
    mine = api.created(settings=settings)
    api.changed(mine, settings={"name": "old"})
    api.delete(mine, ANY)
    api.create(investigation_id=mine)

    assert [each["version"] for each in told(api, mine, 0)] == [1]


@pytest.mark.parametrize("version", ["", "-1", "x", "1.5", "9" * 30, str(2**53)])
def test_since_version_must_be_a_version(api: Api, version: str) -> None:
    assert wrong_fields(since(api, api.created(), version)) == {"since_version"}


def test_without_since_version_everything_is_told(api: Api) -> None:
    mine = api.created()

    assert api.call("GET", f"/{mine}/changes").data == since(api, mine, 0).data


def test_thousands_of_changes_are_told_page_by_page(api: Api) -> None:
    mine = api.created()
    for percent in range(250):
        api.patch(mine, {"progress": {"overall_progress": percent % 100}}, ANY)

    pages = [document(since(api, mine, 0))]
    while (answer := since(api, mine, pages[-1]["to_version"])).status_code == 200:
        pages.append(document(answer))

    assert [each["version"] for page in pages for each in page["changes"]] == list(range(1, 252))
    assert [(page["from_version"], page["to_version"]) for page in pages] == [(0, 200), (200, 251)]


@pytest.mark.parametrize("query", [{}, {"include_snapshot": "true"}])
def test_tag_of_a_full_page_does_not_hide_the_next(api: Api, query: dict[str, str]) -> None:
    mine = api.created()
    for percent in range(205):
        api.patch(mine, {"progress": {"overall_progress": percent % 100}}, ANY)

    version, known = 0, ""
    while (answer := since(api, mine, version, {"If-None-Match": known}, **query)).status_code == 200:
        version, known = document(answer)["to_version"], answer.headers["ETag"]

    assert version == api.state(mine)["version"]


def test_full_page_keeps_its_tag_while_the_investigation_goes_on(api: Api) -> None:
    mine = api.created()
    for percent in range(205):
        api.patch(mine, {"progress": {"overall_progress": percent % 100}}, ANY)
    first = {"If-None-Match": since(api, mine, 0).headers["ETag"]}
    snapshot = {"If-None-Match": since(api, mine, 0, include_snapshot="true").headers["ETag"]}
    api.patch(mine, {"progress": {"overall_progress": 100}}, ANY)

    assert since(api, mine, 0, first).status_code == 304
    assert since(api, mine, 0, snapshot, include_snapshot="true").status_code == 200


def test_large_changes_make_short_pages_of_one_at_least(api: Api) -> None:
    mine = api.created()
    phases = [{"phase_name": f"{n}-{'x' * 240}", "status": "running"} for n in range(1200)]
    for number in range(5):
        last = {"phase_name": str(number), "status": "running"}
        document(api.put(mine, {"progress": {"phases": [*phases, last]}}, ANY))

    lengths, version = [], 1
    while (answer := since(api, mine, version)).status_code == 200:
        lengths.append(len(document(answer)["changes"]))
        version = document(answer)["to_version"]

    assert (sum(lengths), version) == (5, 6)
    assert all(1 <= length < 5 for length in lengths)


def test_changes_are_told_to_whoever_may_see_the_state(api: Api, api_for: ApiFor) -> None:
    mine, viewer = api.created(), api_for()
    problem(since(viewer, mine, 0), 404, "not_found")
    api.call("PUT", f"/{mine}/access/{viewer.user_id}", json={"role": "viewer"})

    assert [each["version"] for each in told(viewer, mine, 0)] == [1, 2]
    problem(since(api, "unknown", 0), 404, "not_found")
