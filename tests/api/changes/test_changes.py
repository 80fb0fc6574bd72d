"""Changes since a version (contract section 3)."""

import pytest
from flask import Flask

from tests.support.api.changes import ANY, changes_since, since
from tests.support.api.client import (
    Api,
    ApiFor,
    Document,
    document,
    event,
    merged,
    problem,
    without_lines,
    wrong_fields,
)
from wizard_service.store import Transaction

CHANGE = {"version", "timestamp", "change_type", "fields_changed", "details"}


def purge(service: Flask, investigation_id: str, up_to_version: int) -> None:
    """Delete the oldest audit entries of an investigation, as retention does."""

    def delete(tx: Transaction) -> None:
        tx.execute("INSERT INTO meta (key, value) VALUES ('audit_purge', '')")
        old = "DELETE FROM investigation_audit_log WHERE investigation_id = ? AND version <= ?"
        tx.execute(old, (investigation_id, up_to_version))
        tx.execute("DELETE FROM meta WHERE key = 'audit_purge'")

    service.extensions["wizard"].store.write(delete)


def test_each_change_is_returned_once_and_in_order(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    for percent in (1, 2, 3):
        api.report(investigation_id, event("progress_updated", percent_complete=percent))

    answer = document(since(api, investigation_id, 2))

    assert answer.keys() == {"investigation_id", "from_version", "to_version", "changes", "current_snapshot"}
    assert (answer["investigation_id"], answer["from_version"], answer["to_version"]) == (investigation_id, 2, 4)
    assert [each["version"] for each in answer["changes"]] == [3, 4]
    assert all(each.keys() == CHANGE for each in answer["changes"])
    assert answer["changes"][-1]["timestamp"] == api.state(investigation_id)["updated_at"]
    assert answer["current_snapshot"] is None


def test_the_details_are_the_patches_from_version_to_version(api: Api, settings: Document, results: Document) -> None:
    investigation_id = api.created(settings=settings)
    api.changed(investigation_id, settings={"description": "d"})
    api.changed(investigation_id, wizard_step="PROGRESS")
    api.reported(
        investigation_id, event("phase_changed", to_phase="a"), event("log_appended", lines=[{"message": "1"}])
    )
    new = api.changed(investigation_id, status="COMPLETED", results=results)

    state: Document = {}
    for each in changes_since(api, investigation_id, 0):
        state = merged(state, each["details"])

    bookkeeping = {name: new[name] for name in ("version", "updated_at")}
    assert state | bookkeeping == without_lines(new)


def test_a_requested_snapshot_is_the_current_state(api: Api) -> None:
    investigation_id = api.created()
    api.changed(investigation_id, progress={"overall_progress": 1})

    answer = document(since(api, investigation_id, 1, include_snapshot="true"))

    assert answer["current_snapshot"] == api.state(investigation_id)


@pytest.mark.parametrize("kept_from", [2, 4])
def test_a_version_older_than_the_audit_trail_is_410(service: Flask, api: Api, kept_from: int) -> None:
    investigation_id = api.created()
    for percent in range(3):
        api.changed(investigation_id, progress={"overall_progress": percent})
    purge(service, investigation_id, kept_from - 1)

    for version in range(kept_from - 1):
        gone = problem(since(api, investigation_id, version), 410, "cursor_expired")
        assert (gone["earliest"], gone["latest"]) == (kept_from - 1, 4)
        problem(since(api, investigation_id, version, {"If-None-Match": "*"}), 410, "cursor_expired")
    assert since(api, investigation_id, kept_from - 1).status_code == 200


def test_without_audit_entries_only_the_current_version_is_valid(service: Flask, api: Api) -> None:
    investigation_id = api.created()
    purge(service, investigation_id, 1)

    gone = problem(since(api, investigation_id, 0), 410, "cursor_expired")

    assert (gone["earliest"], gone["latest"]) == (1, 1)
    assert since(api, investigation_id, 1).status_code == 304


@pytest.mark.parametrize("version", [2, 2**53 - 1])
def test_a_version_that_never_existed_is_410(api: Api, version: int) -> None:
    investigation_id = api.created()

    for condition in ({}, {"If-None-Match": "*"}):
        gone = problem(since(api, investigation_id, version, condition), 410, "cursor_expired")
        assert (gone["earliest"], gone["latest"]) == (0, 1)


def test_changes_of_a_deleted_investigation_with_the_same_id_are_not_returned(api: Api, settings: Document) -> None:
    investigation_id = api.created(settings=settings)
    api.changed(investigation_id, settings={"name": "old"})
    api.delete(investigation_id, ANY)
    api.create(investigation_id=investigation_id)

    assert [each["version"] for each in changes_since(api, investigation_id, 0)] == [1]


@pytest.mark.parametrize("version", ["", "-1", "x", "1.5", "9" * 30, str(2**53)])
def test_since_version_must_be_a_version(api: Api, version: str) -> None:
    assert wrong_fields(since(api, api.created(), version)) == {"since_version"}


def test_without_since_version_all_changes_are_returned(api: Api) -> None:
    investigation_id = api.created()

    assert api.call("GET", f"/{investigation_id}/changes").data == since(api, investigation_id, 0).data


def test_a_viewer_of_the_state_reads_its_changes(api: Api, api_for: ApiFor) -> None:
    investigation_id, viewer = api.created(), api_for()
    problem(since(viewer, investigation_id, 0), 404, "not_found")
    api.share(investigation_id, viewer.user_id, "viewer")

    assert [each["version"] for each in changes_since(viewer, investigation_id, 0)] == [1, 2, 3]
    problem(since(api, "unknown", 0), 404, "not_found")
