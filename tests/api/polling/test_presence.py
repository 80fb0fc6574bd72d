"""An owner sees who follows its investigation (`GET /{id}/connections`)."""

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
    told = document(api.call("GET", f"/{investigation_id}/connections"))
    assert told.keys() == {"investigation_id", "timestamp", "connections"}
    assert told["investigation_id"] == investigation_id
    listed: list[Document] = told["connections"]
    return listed


def test_an_investigation_nobody_follows_has_no_connections(api: Api) -> None:
    assert followers(api, api.created()) == []


def test_a_poller_is_shown_with_what_it_does(api: Api, settings: Document) -> None:
    mine = api.running(settings)
    etag = {"If-None-Match": api.poll(mine).headers["ETag"]}
    answers = [api.poll(mine, etag) for _ in range(3)]
    assert [each.status_code for each in answers] == [304] * 3
    assert api.poll(mine, after="nowhere-1").status_code == 410

    (shown,) = followers(api, mine)

    assert shown.keys() == POLLED
    assert (shown["user_id"], shown["transport"], shown["follows"]) == (api.user_id, "poll", "investigation")
    assert (shown["polls"], shown["errors"], shown["unchanged_share"]) == (4, 1, 0.75)
    assert shown["interval_ms"] >= 0
    assert (shown["cursor"], shown["behind_events"]) == (api.cursor(mine), 0)


def test_how_far_behind_counts_the_events_of_this_investigation_only(api: Api, settings: Document) -> None:
    mine, other = api.running(settings), api.running(settings)
    cursor = api.cursor(mine)
    stored = document(api.report(mine, [REPORT] * 3))["events"]
    api.report(other, [REPORT] * 5)

    (shown,) = followers(api, mine)

    assert (shown["cursor"], shown["behind_events"]) == (cursor, len(stored))


def test_clients_of_one_user_are_told_apart(api: Api) -> None:
    mine = api.created()
    for agent in ("a", "b", "a"):
        api.poll(mine, {"User-Agent": agent})

    shown = followers(api, mine)

    assert sorted(each["polls"] for each in shown) == [1, 2]
    assert len({each["client_id"] for each in shown}) == 2


def test_a_long_poll_is_told_as_one(api: Api) -> None:
    mine = api.created()
    api.poll(mine, after=api.cursor(mine), wait="0.01")

    assert [each["transport"] for each in followers(api, mine)] == ["long_poll"]


def test_refused_polls_are_errors_of_their_client(api: Api, app: Flask) -> None:
    app.extensions["wizard"].rate_limiter = RateLimiter(2, clock_ns=lambda: 10**18)
    mine = api.created()
    etag = {"If-None-Match": api.poll(mine).headers["ETag"]}

    assert [api.poll(mine, headers).status_code for headers in (etag, etag, {})] == [304, 429, 429]

    assert [(each["polls"], each["errors"]) for each in followers(api, mine)] == [(2, 2)]


def test_guests_are_shown_and_strangers_leave_no_trace(api: Api, api_for: ApiFor, app: Flask) -> None:
    mine, guest, stranger = api.created(), api_for(app=app), api_for(app=app)
    api.call("PUT", f"/{mine}/access/{guest.user_id}", json={"role": "viewer"})
    guest.poll(mine)
    assert stranger.poll(mine).status_code == 404

    assert [each["user_id"] for each in followers(api, mine)] == [guest.user_id]


def test_only_the_owner_and_admins_see_them(api: Api, api_for: ApiFor, app: Flask) -> None:
    mine, guest = api.created(), api_for(app=app)
    api.call("PUT", f"/{mine}/access/{guest.user_id}", json={"role": "editor"})
    path = f"/{mine}/connections"

    problem(guest.call("GET", path), 403, "forbidden")
    problem(api_for(None, "wizard:run", "wizard:read", app=app).call("GET", path), 403, "forbidden")
    problem(api_for(app=app).call("GET", path), 404, "not_found")
    assert api_for(None, "wizard:admin", app=app).call("GET", path).status_code == 200
    assert api_for(api.user_id, "wizard:read", app=app).call("GET", path).status_code == 200
