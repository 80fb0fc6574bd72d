"""While the database cannot be read, users receive their last answers, marked as stale (contract section 3)."""

import dataclasses
import logging
from pathlib import Path

import pytest
from flask import Flask

from tests.support.api.client import Api, ApiFor, ServiceWith, document, problem
from tests.support.api.stale_reads import is_stale, unreadable
from tests.support.store.processes import wait_until
from wizard_service.domain.identity.principal import DEFAULT_SCOPES, Principal

# The storage fails because its file is moved away.
pytestmark = pytest.mark.sqlite


@pytest.fixture
def app(service_with: ServiceWith) -> Flask:
    return service_with()


@pytest.fixture
def owner(app: Flask, api_for: ApiFor) -> Api:
    return api_for(app=app)


def test_state_and_poll_are_answered_from_memory_until_the_database_is_back(
    app: Flask, owner: Api, tmp_path: Path
) -> None:
    investigation_id = owner.created()
    poll = f"/{investigation_id}/poll"
    state, polled = owner.get(investigation_id), document(owner.call("GET", poll))

    with unreadable(app, tmp_path):
        again = owner.get(investigation_id)
        unchanged = owner.get(investigation_id, {"If-None-Match": state.headers["ETag"]})
        whole = owner.call("GET", poll)
        after = owner.call("GET", f"{poll}?after={polled['cursor']}")
        hot = owner.call("GET", poll, {"If-None-Match": whole.headers["ETag"]})
        foreign = owner.call("GET", f"{poll}?after=other-1")

    assert (again.data, again.headers["ETag"]) == (state.data, state.headers["ETag"])
    assert [answer.status_code for answer in (unchanged, hot)] == [304, 304]
    assert document(whole)["state"] == document(state)
    problem(foreign, 410, "cursor_expired")
    assert (document(after)["has_changes"], document(after)["events"]) == (False, [])
    assert document(after)["cursor"] == document(whole)["cursor"] == polled["cursor"]
    assert all(is_stale(answer) for answer in (again, unchanged, whole, after, hot))
    assert not any(is_stale(answer) for answer in (state, owner.get(investigation_id), owner.call("GET", poll)))


def test_a_poll_with_the_newest_cursor_is_enough_for_later_stale_answers(
    service_with: ServiceWith, app: Flask, owner: Api, tmp_path: Path
) -> None:
    investigation_id = owner.created()
    state, cursor = owner.get(investigation_id), owner.cursor(investigation_id)
    other_worker = service_with(auth=app.extensions["wizard"].config.auth)
    api = dataclasses.replace(owner, client=other_worker.test_client())
    document(api.poll(investigation_id, after=cursor))

    with unreadable(other_worker, tmp_path):
        answer = api.get(investigation_id)

    assert is_stale(answer)
    assert document(answer) == document(state)


def test_state_that_the_user_has_not_read_before_is_unavailable(
    app: Flask, owner: Api, api_for: ApiFor, tmp_path: Path
) -> None:
    seen, unseen, stranger = owner.created(), owner.created(), api_for(app=app)
    owner.get(seen)

    with unreadable(app, tmp_path):
        answers = [owner.get(unseen), stranger.get(seen), owner.call("GET", f"/{unseen}/poll")]

    for answer in answers:
        problem(answer, 503, "storage_unavailable")
        assert int(answer.headers["Retry-After"]) >= 1


def test_a_storage_failure_is_logged_once_however_many_requests_fail(
    app: Flask, owner: Api, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    seen, unseen = owner.created(), owner.created()
    owner.get(seen)
    caplog.set_level(logging.WARNING)

    with unreadable(app, tmp_path):
        statuses = [owner.get(investigation_id).status_code for investigation_id in (unseen, seen, unseen)]
        statuses += [owner.call("GET", path).status_code for path in (f"/{unseen}/poll", "/history", "/readyz")]

    assert statuses == [503, 200, 503, 503, 503, 503]
    (record,) = caplog.records
    assert "wizard.db was moved, deleted or cannot be reached" in record.getMessage()
    assert record.exc_info


def test_stale_read_needs_a_reading_scope(app: Flask, owner: Api, api_for: ApiFor, tmp_path: Path) -> None:
    investigation_id = owner.created()
    owner.get(investigation_id)
    document(owner.call("GET", "/poll"))
    writer = api_for(owner.user_id, "wizard:write", app=app)

    with unreadable(app, tmp_path):
        answers = [writer.get(investigation_id), writer.poll(investigation_id), writer.call("GET", "/poll")]

    for answer in answers:
        problem(answer, 403, "forbidden")


def test_stale_read_of_another_users_investigation_needs_the_scope_it_was_read_with(
    app: Flask, owner: Api, api_for: ApiFor, tmp_path: Path
) -> None:
    investigation_id = owner.created()
    executor = api_for("executor", "wizard:run", app=app)
    reader = api_for("executor", "wizard:read", app=app)
    document(executor.get(investigation_id))

    with unreadable(app, tmp_path):
        answers = [reader.get(investigation_id), reader.poll(investigation_id)]
        assert is_stale(executor.get(investigation_id))

    for answer in answers:
        problem(answer, 503, "storage_unavailable")


@pytest.mark.parametrize("noticed_by", ["the feed", "a read"])
def test_share_that_was_revoked_gives_no_stale_reads(
    app: Flask, owner: Api, api_for: ApiFor, tmp_path: Path, noticed_by: str
) -> None:
    viewer, investigation_id = api_for(app=app), owner.created()
    owner.share(investigation_id, viewer.user_id, "viewer")
    service, reader = app.extensions["wizard"], Principal(viewer.user_id, DEFAULT_SCOPES, 9e9)
    if noticed_by == "the feed":
        service.feed.start()
    document(viewer.get(investigation_id))
    document(owner.get(investigation_id))

    owner.call("DELETE", f"/{investigation_id}/access/{viewer.user_id}")
    if noticed_by == "a read":
        problem(viewer.get(investigation_id), 404, "not_found")
    else:
        wait_until(lambda: service.stale_cache.get(reader, investigation_id) is None)

    with unreadable(app, tmp_path):
        problem(viewer.get(investigation_id), 503, "storage_unavailable")
        problem(viewer.poll(investigation_id), 503, "storage_unavailable")
        assert is_stale(owner.get(investigation_id))
