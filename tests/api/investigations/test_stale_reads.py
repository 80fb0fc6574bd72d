"""While the database cannot be read, readers see what they saw last, marked as stale (contract section 3)."""

import logging
from pathlib import Path

import pytest
from flask import Flask

from tests.support.api.client import Api, ApiFor, ServiceWith, document, problem
from tests.support.api.stale_reads import is_stale, unreadable


@pytest.fixture
def app(service_with: ServiceWith) -> Flask:
    return service_with()


@pytest.fixture
def mine(app: Flask, api_for: ApiFor) -> Api:
    return api_for(app=app)


def test_state_and_poll_are_answered_from_memory_until_the_database_is_back(
    app: Flask, mine: Api, tmp_path: Path
) -> None:
    investigation_id = mine.created()
    poll = f"/{investigation_id}/poll"
    state, polled = mine.get(investigation_id), document(mine.call("GET", poll))

    with unreadable(app, tmp_path):
        again = mine.get(investigation_id)
        unchanged = mine.get(investigation_id, {"If-None-Match": state.headers["ETag"]})
        whole = mine.call("GET", poll)
        after = mine.call("GET", f"{poll}?after={polled['cursor']}")
        hot = mine.call("GET", poll, {"If-None-Match": whole.headers["ETag"]})
        foreign = mine.call("GET", f"{poll}?after=other-1")

    assert (again.data, again.headers["ETag"]) == (state.data, state.headers["ETag"])
    assert [answer.status_code for answer in (unchanged, hot)] == [304, 304]
    assert document(whole)["state"] == document(state)
    problem(foreign, 410, "cursor_expired")
    assert (document(after)["has_changes"], document(after)["events"]) == (False, [])
    assert document(after)["cursor"] == document(whole)["cursor"] == polled["cursor"]
    assert all(is_stale(answer) for answer in (again, unchanged, whole, after, hot))
    assert not any(is_stale(answer) for answer in (state, mine.get(investigation_id), mine.call("GET", poll)))


def test_what_a_user_has_not_read_before_is_unavailable(app: Flask, mine: Api, api_for: ApiFor, tmp_path: Path) -> None:
    seen, unseen, stranger = mine.created(), mine.created(), api_for(app=app)
    mine.get(seen)

    with unreadable(app, tmp_path):
        answers = [mine.get(unseen), stranger.get(seen), mine.call("GET", f"/{unseen}/poll")]

    for answer in answers:
        problem(answer, 503, "storage_unavailable")
        assert int(answer.headers["Retry-After"]) >= 1


def test_the_log_tells_of_the_trouble_once_whatever_meets_it(
    app: Flask, mine: Api, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    seen, unseen = mine.created(), mine.created()
    mine.get(seen)
    caplog.set_level(logging.WARNING)

    with unreadable(app, tmp_path):
        statuses = [mine.get(each).status_code for each in (unseen, seen, unseen)]
        statuses += [mine.call("GET", path).status_code for path in (f"/{unseen}/poll", "/history", "/readyz")]

    assert statuses == [503, 200, 503, 503, 503, 503]
    (told,) = caplog.records
    assert "unable to open database file" in told.getMessage()
    assert told.exc_info
