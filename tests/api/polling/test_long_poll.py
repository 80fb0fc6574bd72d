"""`wait` holds a poll until there is news (contract section 6)."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.api.client import Api, ApiFor, Document, ServiceWith, document, event
from tests.support.api.polling.held import TIMEOUT_S, wait_for_pollers
from wizard_service.config import StreamSettings

REPORT = event("progress_updated", percent_complete=10)


@pytest.fixture
def background() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def poll_in(pool: ThreadPoolExecutor, api: Api, investigation_id: str, **query: str) -> "Future[TestResponse]":
    return pool.submit(api.poll, investigation_id, None, wait="30", **query)


def test_waiting_poll_answers_at_the_first_change(
    service: Flask, api: Api, settings: Document, background: ThreadPoolExecutor
) -> None:
    investigation_id = api.running(settings)
    waiting = poll_in(background, api, investigation_id, after=api.cursor(investigation_id))
    wait_for_pollers(service, 1)
    assert not waiting.done()

    stored = document(api.report(investigation_id, REPORT))["events"]

    body = document(waiting.result(TIMEOUT_S))
    assert (body["events"], body["has_changes"], body["version"]) == (stored, True, 2)


def test_poll_waiting_by_its_etag_answers_with_the_new_state(
    service: Flask, api: Api, settings: Document, background: ThreadPoolExecutor
) -> None:
    investigation_id = api.running(settings)
    etag = {"If-None-Match": api.poll(investigation_id).headers["ETag"]}
    waiting = background.submit(api.poll, investigation_id, etag, wait="30")
    wait_for_pollers(service, 1)

    changed = api.changed(investigation_id, progress={"overall_progress": 50})

    assert document(waiting.result(TIMEOUT_S))["state"] == changed


def test_every_waiting_poll_receives_the_change(
    service: Flask, api: Api, api_for: ApiFor, settings: Document, background: ThreadPoolExecutor
) -> None:
    investigation_id, cursor = api.running(settings), ""
    cursor = api.cursor(investigation_id)
    callers = [api_for(api.user_id), api_for(None, "wizard:run"), api_for(None, "wizard:admin")]
    waiting = [poll_in(background, caller, investigation_id, after=cursor) for caller in callers]
    wait_for_pollers(service, 3)

    stored = document(api.report(investigation_id, REPORT))["events"]

    assert [document(future.result(TIMEOUT_S))["events"] for future in waiting] == [stored] * 3


def test_change_committed_before_the_poll_is_returned_at_once(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    cursor = api.cursor(investigation_id)
    stored = document(api.report(investigation_id, REPORT))["events"]

    assert document(api.poll(investigation_id, after=cursor, wait="30"))["events"] == stored


def test_poll_that_timed_out_with_a_cursor_returns_no_events(api: Api) -> None:
    investigation_id = api.created()
    cursor = api.cursor(investigation_id)

    body = document(api.poll(investigation_id, after=cursor, wait="0.05"))

    assert (body["events"], body["has_changes"], body["cursor"]) == ([], False, cursor)


def test_poll_that_timed_out_with_an_etag_is_answered_304(api: Api) -> None:
    investigation_id = api.created()
    etag = {"If-None-Match": api.poll(investigation_id).headers["ETag"]}

    response = api.poll(investigation_id, etag, wait="0.05")

    assert (response.status_code, response.data) == (304, b"")
    assert response.headers["X-Recommended-Interval"]


def test_waiting_poll_of_a_deleted_investigation_is_not_found(
    service: Flask, api: Api, background: ThreadPoolExecutor
) -> None:
    investigation_id = api.created()
    waiting = poll_in(background, api, investigation_id, after=api.cursor(investigation_id))
    wait_for_pollers(service, 1)

    api.delete(investigation_id, {"If-Match": "*"})

    assert waiting.result(TIMEOUT_S).status_code == 404


def test_no_subscription_remains_after_the_answer(
    service: Flask, api: Api, settings: Document, background: ThreadPoolExecutor
) -> None:
    investigation_id = api.running(settings)
    waiting = poll_in(background, api, investigation_id, after=api.cursor(investigation_id))
    wait_for_pollers(service, 1)

    api.report(investigation_id, REPORT)
    waiting.result(TIMEOUT_S)

    wait_for_pollers(service, 0)


def test_waiting_polls_count_as_streams_and_those_beyond_the_quota_do_not_wait(
    service_with: ServiceWith, api_for: ApiFor, background: ThreadPoolExecutor
) -> None:
    app = service_with(streams=StreamSettings(per_user=2))
    api = api_for(app=app)
    investigation_id = api.created()
    cursor = api.cursor(investigation_id)
    waiting = [poll_in(background, api, investigation_id, after=cursor) for _ in range(2)]
    wait_for_pollers(app, 2)

    # A poll that waited would do so beyond the timeout of the test.
    beyond = poll_in(background, api, investigation_id, after=cursor).result(TIMEOUT_S / 4)

    assert document(beyond)["has_changes"] is False
    assert app.extensions["wizard"].feed.stream_quota.is_exhausted(api.user_id)
    app.extensions["wizard"].feed.end_streams()
    assert [future.result(TIMEOUT_S).status_code for future in waiting] == [200, 200]
    assert not app.extensions["wizard"].feed.stream_quota.is_exhausted(api.user_id)


def test_stopping_service_answers_waiting_polls(app: Flask, api_for: ApiFor, background: ThreadPoolExecutor) -> None:
    api = api_for(app=app)
    investigation_id = api.created()
    waiting = poll_in(background, api, investigation_id, after=api.cursor(investigation_id))
    wait_for_pollers(app, 1)

    app.extensions["wizard"].feed.end_streams()

    assert document(waiting.result(TIMEOUT_S))["has_changes"] is False
