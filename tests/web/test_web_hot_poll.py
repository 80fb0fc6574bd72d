"""A poll is answered the same before Flask as by the view, and before Flask only where nothing is lost by it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask, request, request_started
from web_api import BASE, Api, ApiFor, Document, Embed, Headers, ServiceWith, document, event, problem
from werkzeug.test import Client, TestResponse

from wizard_service.config import FeatureFlags, PollingSettings, ServerSettings
from wizard_service.domain.tokens import issue_token
from wizard_service.feed.rate import RateLimiter

REPORT = event("progress_updated", percent_complete=10)
PER_S = 1_000
# Differs between two answers to one request: ids, times, the spread of the advice, and what is left of the limit.
VARIABLE = re.compile(r'(?<=r=)\d+|"request_id":"[^"]*"|"timestamp":"[^"]*"|"next_poll_interval":\d+')


@pytest.fixture
def app(service_with: ServiceWith) -> Flask:
    return service_with(polling=PollingSettings(rate_limit_per_s=PER_S))


@pytest.fixture
def api(app: Flask, api_for: ApiFor) -> Api:
    return api_for(app=app)


@contextmanager
def entries(app: Flask) -> Iterator[list[str]]:
    """Give the methods of the requests with which Flask is entered."""
    methods: list[str] = []

    def note(_: Flask, **__: Any) -> None:
        methods.append(request.method)

    with request_started.connected_to(note, app):
        yield methods


def by_view(app: Flask, api: Api, path: str, headers: Headers) -> TestResponse:
    """Ask the application without what stands before it."""
    view = Client(app.wsgi_app.view)  # type: ignore[attr-defined]
    return view.get(BASE + path, headers={"Authorization": f"Bearer {api.token}"} | headers)


def tag(api: Api, investigation_id: str) -> Headers:
    return {"If-None-Match": api.poll(investigation_id).headers["ETag"]}


def told(response: TestResponse) -> tuple[int, list[tuple[str, str]], str]:
    """Return what must be the same both ways."""
    headers = []
    for name, value in sorted(response.headers):
        if name == "X-Recommended-Interval":
            assert 0 < int(value) <= 30_000
        headers.append((name, "" if name in ("X-Request-ID", "X-Recommended-Interval") else VARIABLE.sub("", value)))
    body = VARIABLE.sub("", response.text)
    # The length of what was left out differs too.
    return response.status_code, [each for each in headers if each[0] != "Content-Length"], body


Asked = tuple[str, Headers, str]


def unchanged(api: Api, mine: str) -> Asked:
    return f"/{mine}/poll", tag(api, mine), "304"


def unchanged_with_cursor(api: Api, mine: str) -> Asked:
    return f"/{mine}/poll?after={api.cursor(mine)}", tag(api, mine), "304"


def any_tag(_: Api, mine: str) -> Asked:
    return f"/{mine}/poll", {"If-None-Match": "*"}, "304"


def suffixed_tag(api: Api, mine: str) -> Asked:
    etag = tag(api, mine)["If-None-Match"]
    return f"/{mine}/poll", {"If-None-Match": f'"x", {etag[:-1]}-gzip"'}, "304"


def own_request_id(api: Api, mine: str) -> Asked:
    return f"/{mine}/poll", tag(api, mine) | {"X-Request-ID": "mine-1"}, "304"


def lower_case_scheme(api: Api, mine: str) -> Asked:
    return f"/{mine}/poll", tag(api, mine) | {"Authorization": f"bearer {api.token}"}, "304"


def changed(api: Api, mine: str) -> Asked:
    etag = tag(api, mine)
    document(api.report(mine, REPORT))
    return f"/{mine}/poll", etag, "200"


def behind_by_cursor_alone(api: Api, mine: str) -> Asked:
    cursor = api.cursor(mine)
    document(api.report(mine, REPORT))
    return f"/{mine}/poll?last_seen={cursor}", tag(api, mine), "200"


def cursor_in_header(api: Api, mine: str) -> Asked:
    return f"/{mine}/poll", tag(api, mine) | {"Last-Event-ID": api.cursor(mine)}, "304"


def state_included(api: Api, mine: str) -> Asked:
    return f"/{mine}/poll?after={api.cursor(mine)}&include=state", tag(api, mine), "304"


def waiting(api: Api, mine: str) -> Asked:
    return f"/{mine}/poll?wait=0.01", tag(api, mine), "304"


def foreign_epoch(api: Api, mine: str) -> Asked:
    return f"/{mine}/poll?after=nowhere-1", tag(api, mine), "410"


def no_cursor_at_all(api: Api, mine: str) -> Asked:
    return f"/{mine}/poll?after=k7f3-", tag(api, mine), "400"


def unknown_field(api: Api, mine: str) -> Asked:
    return f"/{mine}/poll?since=1", tag(api, mine), "422"


def unknown(api: Api, mine: str) -> Asked:
    return "/unknown/poll", tag(api, mine), "404"


def deleted(api: Api, mine: str) -> Asked:
    etag = tag(api, mine)
    api.delete(mine, {"If-Match": "*"})
    return f"/{mine}/poll", etag, "404"


def forged_token(api: Api, mine: str) -> Asked:
    return f"/{mine}/poll", tag(api, mine) | {"Authorization": f"Bearer {api.token}x"}, "401"


def other_scheme(api: Api, mine: str) -> Asked:
    return f"/{mine}/poll", tag(api, mine) | {"Authorization": "Basic dTpw"}, "401"


def no_token(api: Api, mine: str) -> Asked:
    return f"/{mine}/poll", tag(api, mine) | {"Authorization": ""}, "401"


def no_investigation_id(api: Api, mine: str) -> Asked:
    return f"/{mine}%2e/poll", tag(api, mine), "404"


EVERY = [
    unchanged,
    unchanged_with_cursor,
    any_tag,
    suffixed_tag,
    own_request_id,
    lower_case_scheme,
    changed,
    behind_by_cursor_alone,
    cursor_in_header,
    state_included,
    waiting,
    foreign_epoch,
    no_cursor_at_all,
    unknown_field,
    unknown,
    deleted,
    forged_token,
    other_scheme,
    no_token,
    no_investigation_id,
]


@pytest.mark.parametrize("asked", EVERY)
def test_every_poll_is_answered_as_the_view_answers_it(
    api: Api, app: Flask, settings: Document, asked: Callable[[Api, str], Asked]
) -> None:
    path, headers, status = asked(api, api.running(settings))

    before = api.call("GET", path, headers)

    assert before.status_code == int(status)
    assert told(before) == told(by_view(app, api, path, headers))


def test_a_refused_poll_is_answered_as_the_view_answers_it(api: Api, app: Flask) -> None:
    mine = api.created()
    headers = tag(api, mine)
    app.extensions["wizard"].rate_limiter = RateLimiter(1, clock_ns=lambda: 10**18)
    document(api.poll(mine))

    before = api.poll(mine, headers)

    problem(before, 429, "rate_limited")
    assert told(before) == told(by_view(app, api, f"/{mine}/poll", headers))


@pytest.mark.parametrize("asked", [unchanged, unchanged_with_cursor, any_tag, suffixed_tag, own_request_id])
def test_flask_is_not_entered_for_a_poll_that_tells_nothing(
    api: Api, app: Flask, asked: Callable[[Api, str], Asked]
) -> None:
    path, headers, _ = asked(api, api.created())

    with entries(app) as entered:
        assert api.call("GET", path, headers).status_code == 304
    assert entered == []


def test_flask_is_not_entered_for_a_refused_poll(api: Api, app: Flask) -> None:
    mine = api.created()
    headers = tag(api, mine)
    app.extensions["wizard"].rate_limiter = RateLimiter(1, clock_ns=lambda: 10**18)
    document(api.poll(mine))

    with entries(app) as entered:
        assert api.poll(mine, headers).status_code == 429
    assert entered == []


@pytest.mark.parametrize("asked", [unchanged, changed, behind_by_cursor_alone, unknown, foreign_epoch, waiting])
def test_a_poll_counts_once_whichever_way_it_is_answered(
    api: Api, app: Flask, settings: Document, asked: Callable[[Api, str], Asked]
) -> None:
    path, headers, _ = asked(api, api.running(settings))
    app.extensions["wizard"].rate_limiter = RateLimiter(PER_S, clock_ns=lambda: 2 * 10**18)

    left = [api.call("GET", path, headers).headers["RateLimit"] for _ in range(2)]

    assert left == [f'"poll";r={PER_S - 1};t=1', f'"poll";r={PER_S - 2};t=1']


def test_access_is_asked_for_before_a_304(api: Api, api_for: ApiFor, app: Flask) -> None:
    mine = api.created()
    headers = tag(api, mine)
    friend, stranger = api_for(app=app), api_for(app=app)
    api.call("PUT", f"/{mine}/access/{friend.user_id}", json={"role": "viewer"})
    headers = tag(api, mine)

    assert friend.poll(mine, headers).status_code == 304
    api.call("DELETE", f"/{mine}/access/{friend.user_id}")

    problem(friend.poll(mine, {"If-None-Match": "*"}), 404, "not_found")
    problem(stranger.poll(mine, {"If-None-Match": "*"}), 404, "not_found")
    problem(api_for(api.user_id, "wizard:write", app=app).poll(mine, {"If-None-Match": "*"}), 403, "forbidden")


def test_a_token_that_ended_is_refused_although_it_was_known(api: Api, app: Flask) -> None:
    mine = api.created()
    ended = issue_token(app.extensions["wizard"].config.auth, api.user_id, (), -1)

    answer = api.poll(mine, {"If-None-Match": "*", "Authorization": f"Bearer {ended}"})

    problem(answer, 401, "token_expired")


@pytest.mark.parametrize("method", ["HEAD", "POST", "DELETE"])
def test_other_methods_are_left_to_flask(api: Api, app: Flask, method: str) -> None:
    mine = api.created()

    with entries(app) as entered:
        api.call(method, f"/{mine}/poll", {"If-None-Match": "*"})
    assert entered == [method]


def test_polling_that_is_switched_off_is_off_here_too(service_with: ServiceWith, api_for: ApiFor) -> None:
    api = api_for(app=service_with(features=FeatureFlags(polling=False)))

    problem(api.poll(api.created(), {"If-None-Match": "*"}), 404, "feature_disabled")


def test_another_base_path_is_answered_too(service_with: ServiceWith, api_for: ApiFor) -> None:
    app = service_with(server=ServerSettings(base_path="/elsewhere"))
    api = api_for(app=app)
    mine = api.created()

    with entries(app) as entered:
        assert api.poll(mine, {"If-None-Match": "*"}).status_code == 304
    assert entered == []


def test_a_host_that_looks_at_every_request_looks_at_polls_too(embed: Embed, api_for: ApiFor) -> None:
    host = Flask("host")
    embed(host)
    looked_at: list[str] = []

    @host.before_request
    def look() -> None:
        looked_at.append("x")

    api = api_for(app=host)
    mine = api.created()
    looked_at.clear()

    assert api.poll(mine, {"If-None-Match": "*"}).status_code == 304
    assert looked_at == ["x"]


def test_a_host_that_does_not_look_is_not_entered(embed: Embed, api_for: ApiFor) -> None:
    host = embed(Flask("host"))
    api = api_for(app=host)
    mine = api.created()

    with entries(host) as entered:
        assert api.poll(mine, {"If-None-Match": "*"}).status_code == 304
    assert entered == []
