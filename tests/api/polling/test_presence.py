"""Owners list the clients that follow their investigation (`GET /{id}/connections`)."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.support.api.client import Api, ApiFor, Document, ServiceWith, document, event, problem
from wizard_service.config import PollingSettings
from wizard_service.feed.limits.rate_limiter import RateLimiter

REPORT = event("progress_updated", percent_complete=10)
ALWAYS = {"user_id", "transport", "client_id", "follows", "since", "cursor", "behind_events"}
POLLED = ALWAYS | {"last_poll_at", "interval_ms", "polls", "errors", "unchanged_share"}


@pytest.fixture
def app(service_with: ServiceWith) -> Iterator[Flask]:
    return service_with(polling=PollingSettings(rate_limit_per_s=0))


@pytest.fixture
def api(app: Flask, api_for: ApiFor) -> Api:
    return api_for(app=app)


def followers(api: Api, investigation_id: str) -> list[Document]:
    body = document(api.call("GET", f"/{investigation_id}/connections"))
    assert body.keys() == {"investigation_id", "scope", "timestamp", "connections"}
    assert (body["investigation_id"], body["scope"]) == (investigation_id, "host")
    listed: list[Document] = body["connections"]
    return listed


def test_an_investigation_without_followers_has_no_connections(api: Api) -> None:
    assert followers(api, api.created()) == []


def test_a_poller_is_shown_with_its_activity(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    etag = {"If-None-Match": api.poll(investigation_id).headers["ETag"]}
    answers = [api.poll(investigation_id, etag) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [304] * 3
    assert api.poll(investigation_id, after="nowhere-1").status_code == 410

    (shown,) = followers(api, investigation_id)

    assert shown.keys() == POLLED
    assert (shown["user_id"], shown["transport"], shown["follows"]) == (api.user_id, "poll", "investigation")
    assert (shown["polls"], shown["errors"], shown["unchanged_share"]) == (4, 1, 0.75)
    assert shown["interval_ms"] >= 0
    assert (shown["cursor"], shown["behind_events"]) == (api.cursor(investigation_id), 0)


def test_behind_events_counts_only_events_of_the_investigation(api: Api, settings: Document) -> None:
    investigation_id, other = api.running(settings), api.running(settings)
    cursor = api.cursor(investigation_id)
    stored = document(api.report(investigation_id, [REPORT] * 3))["events"]
    api.report(other, [REPORT] * 5)

    (shown,) = followers(api, investigation_id)

    assert (shown["cursor"], shown["behind_events"]) == (cursor, len(stored))


def test_clients_of_one_user_are_listed_separately(api: Api) -> None:
    investigation_id = api.created()
    for agent in ("a", "b", "a"):
        api.poll(investigation_id, {"User-Agent": agent})

    shown = followers(api, investigation_id)

    assert sorted(row["polls"] for row in shown) == [1, 2]
    assert len({row["client_id"] for row in shown}) == 2


def test_a_long_poll_is_listed_as_a_long_poll(api: Api) -> None:
    investigation_id = api.created()
    api.poll(investigation_id, after=api.cursor(investigation_id), wait="0.01")

    assert [row["transport"] for row in followers(api, investigation_id)] == ["long_poll"]


def test_refused_polls_are_errors_of_their_client(api: Api, app: Flask) -> None:
    app.extensions["wizard"].rate_limiter = RateLimiter(2, clock_ns=lambda: 10**18)
    investigation_id = api.created()
    etag = {"If-None-Match": api.poll(investigation_id).headers["ETag"]}

    assert [api.poll(investigation_id, headers).status_code for headers in (etag, etag, {})] == [304, 429, 429]

    assert [(row["polls"], row["errors"]) for row in followers(api, investigation_id)] == [(2, 2)]


def test_users_with_a_share_are_listed_and_others_are_not(api: Api, api_for: ApiFor, app: Flask) -> None:
    investigation_id, guest, stranger = api.created(), api_for(app=app), api_for(app=app)
    api.share(investigation_id, guest.user_id, "viewer")
    guest.poll(investigation_id)
    assert stranger.poll(investigation_id).status_code == 404

    assert [row["user_id"] for row in followers(api, investigation_id)] == [guest.user_id]


def test_only_the_owner_and_admins_list_connections(api: Api, api_for: ApiFor, app: Flask) -> None:
    investigation_id, guest = api.created(), api_for(app=app)
    api.share(investigation_id, guest.user_id, "editor")
    path = f"/{investigation_id}/connections"

    problem(guest.call("GET", path), 403, "forbidden")
    problem(api_for(None, "wizard:run", "wizard:read", app=app).call("GET", path), 403, "forbidden")
    problem(api_for(app=app).call("GET", path), 404, "not_found")
    assert api_for(None, "wizard:admin", app=app).call("GET", path).status_code == 200
    assert api_for(api.user_id, "wizard:read", app=app).call("GET", path).status_code == 200
