"""Deleting, and using the id again (contract section 3)."""

import pytest
from flask import Flask

from tests.support.api.client import Api, ApiFor, Document, document, event, problem
from tests.support.domain.retention import interrupt_deletion, purged, retention_with
from wizard_service.store import Backend
from wizard_service.store.repositories.usage import find_drift


def test_deleted_investigation_is_gone(api: Api) -> None:
    investigation_id = api.created()

    response = api.delete(investigation_id, {"If-Match": api.get(investigation_id).headers["ETag"]})

    assert (response.status_code, response.data) == (204, b"")
    problem(api.get(investigation_id), 404, "not_found")
    problem(api.delete(investigation_id, {"If-Match": "*"}), 404, "not_found")
    problem(api.put(investigation_id, {}, {"If-Match": "*"}), 404, "not_found")


def test_delete_accepts_the_version_as_a_precondition(api: Api) -> None:
    investigation_id = api.created()

    problem(api.call("DELETE", f"/{investigation_id}/state", query_string={"version": 2}), 409, "version_conflict")
    assert api.call("DELETE", f"/{investigation_id}/state", query_string={"version": 1}).status_code == 204


@pytest.mark.parametrize("version", ["0", "-1", "1.0", "x", "9" * 5000, ""])
def test_delete_refuses_a_malformed_version(api: Api, version: str) -> None:
    investigation_id = api.created()

    problem(
        api.call("DELETE", f"/{investigation_id}/state", query_string={"version": version}), 422, "validation_error"
    )


def test_stale_delete_is_refused(api: Api, settings: Document) -> None:
    investigation_id = api.created(settings=settings)
    stale = api.get(investigation_id).headers["ETag"]
    api.changed(investigation_id, settings={"name": "new"})

    problem(api.delete(investigation_id, {"If-Match": stale}), 412, "precondition_failed")
    assert api.state(investigation_id)["version"] == 2


def test_reused_id_starts_at_version_1(api: Api, settings: Document) -> None:
    investigation_id = api.created(settings=settings)
    api.changed(investigation_id, settings={"name": "new"})
    api.delete(investigation_id, {"If-Match": "*"})

    state = document(api.create(investigation_id=investigation_id), 201)

    assert (state["version"], state["settings"], state["progress"]) == (1, None, None)


def test_etag_is_never_reused_for_another_body(api: Api) -> None:
    investigation_id = api.created()
    seen: dict[str, bytes] = {}

    for _ in range(4):
        api.create(investigation_id=investigation_id)
        for _ in range(3):
            response = api.get(investigation_id)
            assert seen.setdefault(response.headers["ETag"], response.data) == response.data
            api.changed(investigation_id, progress={"overall_progress": len(seen)})
        assert api.delete(investigation_id, {"If-Match": "*"}).status_code == 204

    assert len(seen) == 12


def test_etag_of_a_deleted_investigation_does_not_match_its_successor(api: Api) -> None:
    investigation_id = api.created()
    old = api.get(investigation_id).headers["ETag"]
    api.delete(investigation_id, {"If-Match": old})
    api.create(investigation_id=investigation_id)

    assert api.get(investigation_id, {"If-None-Match": old}).status_code == 200
    problem(api.put(investigation_id, {}, {"If-Match": old}), 412, "precondition_failed")


def test_events_of_a_deleted_investigation_are_not_returned_again(api: Api) -> None:
    other, investigation_id = api.created(), api.created()
    cursor = api.cursor(other)
    api.changed(investigation_id, progress={"overall_progress": 1})
    api.delete(investigation_id, {"If-Match": "*"})
    api.create(investigation_id=investigation_id)

    events = [(envelope["event_type"], envelope["version"]) for envelope in api.events(investigation_id, after=cursor)]

    assert events == [("investigation_deleted", 3), ("state_updated", 1)]


def test_version_in_the_body_is_a_precondition_of_delete(api: Api, settings: Document) -> None:
    investigation_id = api.created(settings=settings)

    stale = api.call("DELETE", f"/{investigation_id}/state", json={"version": 2})
    current = api.call("DELETE", f"/{investigation_id}/state", json={"version": 1})

    problem(stale, 409, "version_conflict")
    assert current.status_code == 204


@pytest.fixture
def interrupted(service: Flask, api: Api) -> str:
    """Return the id of an investigation whose deletion has ended after its first transaction."""
    investigation_id = api.created()
    for _ in range(5):
        api.reported(investigation_id, event("log_appended", lines=[{"message": "line"}]))
    interrupt_deletion(service.extensions["wizard"].store, investigation_id)
    return investigation_id


def test_viewers_of_a_reused_id_receive_no_events_of_an_interrupted_deletion(
    api: Api, api_for: ApiFor, interrupted: str
) -> None:
    document(api.create(investigation_id=interrupted), 201)
    api.share(interrupted, "guest", "viewer")
    beginning = api.cursor(interrupted).rpartition("-")[0] + "-0"

    received = [envelope["event_type"] for envelope in api_for("guest").events(interrupted, after=beginning)]

    assert received == ["investigation_deleted", "state_updated", "access_changed", "access_changed"]


def test_a_purge_frees_the_bytes_of_an_interrupted_deletion(service: Flask, api: Api, interrupted: str) -> None:
    store: Backend = service.extensions["wizard"].store
    before = document(api.call("GET", "/usage"))["stored_bytes"]["used"]

    # Other tests of this service leave rows that a purge deletes too.
    assert purged(retention_with(store))["leftover_events"] == 5

    assert document(api.call("GET", "/usage"))["stored_bytes"]["used"] < before - 5 * 400
    with store.snapshot() as reader:
        assert [drift for drift in find_drift(reader) if drift.owner == api.user_id] == []
