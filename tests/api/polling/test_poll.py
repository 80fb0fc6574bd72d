"""Polling: the state or the events after a cursor, with tag and recommended interval (contract section 6)."""

import pytest
from flask import Flask

from tests.support.api.client import Api, ApiFor, Document, ServiceWith, document, event, problem
from tests.support.store.query_plans import plans_of
from wizard_service.config import FeatureFlags

ALWAYS = {"investigation_id", "timestamp", "version", "has_changes", "cursor", "next_poll_interval"}
REPORT = event("progress_updated", percent_complete=10)


def test_poll_without_a_cursor_returns_the_whole_state(api: Api, settings: Document) -> None:
    investigation_id = api.created(settings=settings)

    body = document(api.poll(investigation_id))

    assert body.keys() == ALWAYS | {"state"}
    assert (body["investigation_id"], body["version"], body["has_changes"]) == (investigation_id, 1, True)
    assert body["state"] == api.state(investigation_id)


def test_poll_with_a_cursor_returns_the_events_after_it(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    cursor = api.cursor(investigation_id)
    stored = document(api.report(investigation_id, [REPORT, event("phase_changed", to_phase="a")]))["events"]

    body = document(api.poll(investigation_id, after=cursor))

    assert body.keys() == ALWAYS | {"events", "changes"}
    assert (body["events"], body["version"], body["has_changes"]) == (stored, 2, True)
    assert body["cursor"] == stored[-1]["id"]


def test_poll_with_the_newest_cursor_returns_no_events(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    cursor = api.cursor(investigation_id)

    body = document(api.poll(investigation_id, after=cursor))

    assert (body["events"], body["has_changes"], body["cursor"]) == ([], False, cursor)
    assert not body.get("changes")


@pytest.mark.sqlite
def test_poll_with_the_newest_cursor_reads_only_the_head_of_a_state_read_before(
    service: Flask, api: Api, settings: Document
) -> None:
    investigation_id = api.running(settings)
    cursor = api.cursor(investigation_id)
    store = service.extensions["wizard"].store

    (statement,) = plans_of(store, lambda: api.poll(investigation_id, after=cursor))

    assert "settings_json" not in statement


def test_include_state_adds_the_state_to_the_events(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    cursor = api.cursor(investigation_id)
    api.report(investigation_id, REPORT)

    body = document(api.poll(investigation_id, after=cursor, include="state"))

    assert body.keys() == ALWAYS | {"events", "changes", "state"}
    assert body["state"] == api.state(investigation_id)


def test_unchanged_poll_is_answered_304_with_the_headers_of_a_200(api: Api) -> None:
    investigation_id = api.created()
    full = api.poll(investigation_id)

    response = api.poll(investigation_id, {"If-None-Match": full.headers["ETag"]})

    assert (response.status_code, response.data) == (304, b"")
    assert full.headers["ETag"].startswith('W/"')
    for answer in (full, response):
        assert answer.headers["ETag"] == full.headers["ETag"]
        assert set(answer.headers["Cache-Control"].split(", ")) == {"private", "no-cache"}
        assert int(answer.headers["X-Recommended-Interval"]) > 0


def test_changed_poll_is_answered_200_whatever_tag_is_sent(api: Api) -> None:
    investigation_id = api.created()
    etag = api.poll(investigation_id).headers["ETag"]
    api.changed(investigation_id, progress={"overall_progress": 1})

    response = api.poll(investigation_id, {"If-None-Match": etag})

    assert document(response)["version"] == 2
    assert response.headers["ETag"] != etag


def test_events_of_the_users_other_investigations_are_not_returned(api: Api, settings: Document) -> None:
    investigation_id, other = api.running(settings), api.running(settings)
    cursor = api.cursor(investigation_id)
    api.report(other, REPORT)
    api.report(investigation_id, REPORT)

    assert {envelope["investigation_id"] for envelope in api.events(investigation_id, after=cursor)} == {
        investigation_id
    }


def test_disabled_polling_affects_nothing_else(service_with: ServiceWith, api_for: ApiFor, settings: Document) -> None:
    api = api_for(app=service_with(features=FeatureFlags(polling=False)))
    investigation_id = api.running(settings)

    problem(api.poll(investigation_id), 404, "feature_disabled")
    problem(api.poll("unknown"), 404, "feature_disabled")
    assert api.report(investigation_id, REPORT).status_code == 200
    assert api.state(investigation_id)["version"] == 2


def test_a_reused_id_is_polled_without_the_events_of_the_deleted_investigation(api: Api, settings: Document) -> None:
    """The feed goes on after the deletion, which is at offset 3 and version 3 of the deleted investigation."""
    investigation_id = api.created()
    api.report(investigation_id, REPORT)
    etag = api.get(investigation_id).headers["ETag"]
    api.delete(investigation_id, {"If-Match": etag})
    api.created(investigation_id=investigation_id, settings=settings)
    api.report(investigation_id, REPORT)
    at_version_2 = api.cursor(investigation_id)
    api.created()
    after_another = api.cursor(investigation_id)

    nothing = api.poll(
        investigation_id, {"If-None-Match": api.poll(investigation_id).headers["ETag"]}, after=at_version_2
    )
    api.changed(investigation_id, settings={"name": "new"})
    api.changed(investigation_id, settings={"description": "changed too"})
    body = document(api.poll(investigation_id, after=after_another))

    assert after_another.endswith("-6")
    assert nothing.status_code == 304
    assert body["changes"]["settings"] == {"name": "new", "description": "changed too"}
