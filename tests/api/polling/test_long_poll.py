"""`wait` holds a poll until there is something to tell (contract section 6)."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.api.client import Api, ApiFor, Document, document, event
from tests.support.api.polling.held import TIMEOUT_S, wait_for_pollers

REPORT = event("progress_updated", percent_complete=10)


@pytest.fixture
def background() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def poll_in(pool: ThreadPoolExecutor, api: Api, mine: str, **query: str) -> "Future[TestResponse]":
    return pool.submit(api.poll, mine, None, wait="30", **query)


def test_waiting_poll_answers_at_the_first_change(
    service: Flask, api: Api, settings: Document, background: ThreadPoolExecutor
) -> None:
    mine = api.running(settings)
    waiting = poll_in(background, api, mine, after=api.cursor(mine))
    wait_for_pollers(service, 1)
    assert not waiting.done()

    stored = document(api.report(mine, REPORT))["events"]

    told = document(waiting.result(TIMEOUT_S))
    assert (told["events"], told["has_changes"], told["version"]) == (stored, True, 2)


def test_poll_waiting_by_its_etag_answers_with_the_new_state(
    service: Flask, api: Api, settings: Document, background: ThreadPoolExecutor
) -> None:
    mine = api.running(settings)
    etag = {"If-None-Match": api.poll(mine).headers["ETag"]}
    waiting = background.submit(api.poll, mine, etag, wait="30")
    wait_for_pollers(service, 1)

    changed = api.changed(mine, progress={"overall_progress": 50})

    assert document(waiting.result(TIMEOUT_S))["state"] == changed


def test_everybody_who_waits_is_told(
    service: Flask, api: Api, api_for: ApiFor, settings: Document, background: ThreadPoolExecutor
) -> None:
    mine, cursor = api.running(settings), ""
    cursor = api.cursor(mine)
    callers = [api_for(api.user_id), api_for(None, "wizard:run"), api_for(None, "wizard:admin")]
    waiting = [poll_in(background, each, mine, after=cursor) for each in callers]
    wait_for_pollers(service, 3)

    stored = document(api.report(mine, REPORT))["events"]

    assert [document(each.result(TIMEOUT_S))["events"] for each in waiting] == [stored] * 3


def test_change_that_came_before_the_poll_is_told_at_once(api: Api, settings: Document) -> None:
    mine = api.running(settings)
    cursor = api.cursor(mine)
    stored = document(api.report(mine, REPORT))["events"]

    assert document(api.poll(mine, after=cursor, wait="30"))["events"] == stored


def test_poll_that_waited_in_vain_by_its_cursor_has_nothing_to_tell(api: Api) -> None:
    mine = api.created()
    cursor = api.cursor(mine)

    told = document(api.poll(mine, after=cursor, wait="0.05"))

    assert (told["events"], told["has_changes"], told["cursor"]) == ([], False, cursor)


def test_poll_that_waited_in_vain_by_its_etag_is_answered_304(api: Api) -> None:
    mine = api.created()
    etag = {"If-None-Match": api.poll(mine).headers["ETag"]}

    response = api.poll(mine, etag, wait="0.05")

    assert (response.status_code, response.data) == (304, b"")
    assert response.headers["X-Recommended-Interval"]


def test_waiting_poll_of_a_deleted_investigation_is_not_found(
    service: Flask, api: Api, background: ThreadPoolExecutor
) -> None:
    mine = api.created()
    waiting = poll_in(background, api, mine, after=api.cursor(mine))
    wait_for_pollers(service, 1)

    api.delete(mine, {"If-Match": "*"})

    assert waiting.result(TIMEOUT_S).status_code == 404


def test_nobody_listens_any_more_after_the_answer(
    service: Flask, api: Api, settings: Document, background: ThreadPoolExecutor
) -> None:
    mine = api.running(settings)
    waiting = poll_in(background, api, mine, after=api.cursor(mine))
    wait_for_pollers(service, 1)

    api.report(mine, REPORT)
    waiting.result(TIMEOUT_S)

    wait_for_pollers(service, 0)


def test_service_that_stops_lets_waiting_polls_go(app: Flask, api_for: ApiFor, background: ThreadPoolExecutor) -> None:
    api = api_for(app=app)
    mine = api.created()
    waiting = poll_in(background, api, mine, after=api.cursor(mine))
    wait_for_pollers(app, 1)

    app.extensions["wizard"].feed.end_streams()

    assert document(waiting.result(TIMEOUT_S))["has_changes"] is False
