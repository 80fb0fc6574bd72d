"""The fast path answers polls exactly as the view does, and leaves all others to Flask."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.api.client import Api, ApiFor, Document, Embed, ServiceWith, document, problem
from tests.support.api.polling.fast_path import by_view, comparable, entries
from tests.support.api.polling.requests import (
    EVERY,
    PollRequest,
    any_tag,
    behind_by_cursor_alone,
    changed,
    first,
    foreign_epoch,
    own_request_id,
    suffixed_tag,
    tag,
    unchanged,
    unchanged_with_cursor,
    unknown,
    waiting,
)
from wizard_service.config import FeatureFlags, PollingSettings, ServerSettings
from wizard_service.domain.identity.tokens import issue_token
from wizard_service.feed.limits.rate_limiter import RateLimiter

PER_S = 1_000


@pytest.fixture
def app(service_with: ServiceWith) -> Flask:
    return service_with(polling=PollingSettings(rate_limit_per_s=PER_S))


@pytest.fixture
def api(app: Flask, api_for: ApiFor) -> Api:
    return api_for(app=app)


@pytest.mark.parametrize("request_for", EVERY)
def test_every_poll_gets_the_same_response_as_from_the_view(
    api: Api, app: Flask, settings: Document, request_for: Callable[[Api, str], PollRequest]
) -> None:
    path, headers, status = request_for(api, api.running(settings))

    before = api.call("GET", path, headers)

    assert before.status_code == int(status)
    assert comparable(before) == comparable(by_view(app, api, path, headers))


def test_a_refused_poll_gets_the_same_response_as_from_the_view(api: Api, app: Flask) -> None:
    investigation_id = api.created()
    headers = tag(api, investigation_id)
    app.extensions["wizard"].rate_limiter = RateLimiter(1, clock_ns=lambda: 10**18)
    document(api.poll(investigation_id))

    before = api.poll(investigation_id, headers)

    problem(before, 429, "rate_limited")
    assert comparable(before) == comparable(by_view(app, api, f"/{investigation_id}/poll", headers))


@pytest.mark.parametrize(
    "request_for",
    [unchanged, unchanged_with_cursor, any_tag, suffixed_tag, own_request_id, changed, behind_by_cursor_alone, first],
)
def test_flask_is_not_entered_for_a_plain_poll(
    api: Api, app: Flask, settings: Document, request_for: Callable[[Api, str], PollRequest]
) -> None:
    path, headers, status = request_for(api, api.running(settings))

    with entries(app) as entered:
        assert api.call("GET", path, headers).status_code == int(status)
    assert entered == []


def test_flask_is_not_entered_for_a_refused_poll(api: Api, app: Flask) -> None:
    investigation_id = api.created()
    headers = tag(api, investigation_id)
    app.extensions["wizard"].rate_limiter = RateLimiter(1, clock_ns=lambda: 10**18)
    document(api.poll(investigation_id))

    with entries(app) as entered:
        assert api.poll(investigation_id, headers).status_code == 429
    assert entered == []


@pytest.mark.parametrize("request_for", [unchanged, changed, behind_by_cursor_alone, unknown, foreign_epoch, waiting])
def test_a_poll_counts_once_on_every_response_path(
    api: Api, app: Flask, settings: Document, request_for: Callable[[Api, str], PollRequest]
) -> None:
    path, headers, _ = request_for(api, api.running(settings))
    app.extensions["wizard"].rate_limiter = RateLimiter(PER_S, clock_ns=lambda: 2 * 10**18)

    left = [api.call("GET", path, headers).headers["RateLimit"] for _ in range(2)]

    assert left == [f'"poll";r={PER_S - 1};t=1', f'"poll";r={PER_S - 2};t=1']


def test_access_is_checked_before_a_304(api: Api, api_for: ApiFor, app: Flask) -> None:
    investigation_id = api.created()
    headers = tag(api, investigation_id)
    friend, stranger = api_for(app=app), api_for(app=app)
    api.share(investigation_id, friend.user_id, "viewer")
    headers = tag(api, investigation_id)

    assert friend.poll(investigation_id, headers).status_code == 304
    api.call("DELETE", f"/{investigation_id}/access/{friend.user_id}")

    problem(friend.poll(investigation_id, {"If-None-Match": "*"}), 404, "not_found")
    problem(stranger.poll(investigation_id, {"If-None-Match": "*"}), 404, "not_found")
    problem(
        api_for(api.user_id, "wizard:write", app=app).poll(investigation_id, {"If-None-Match": "*"}), 403, "forbidden"
    )


def test_an_expired_token_is_refused_although_it_was_cached(api: Api, app: Flask) -> None:
    investigation_id = api.created()
    ended = issue_token(app.extensions["wizard"].config.auth, api.user_id, (), -1)

    answer = api.poll(investigation_id, {"If-None-Match": "*", "Authorization": f"Bearer {ended}"})

    problem(answer, 401, "token_expired")


@pytest.mark.parametrize("method", ["HEAD", "POST", "DELETE"])
def test_other_methods_are_left_to_flask(api: Api, app: Flask, method: str) -> None:
    investigation_id = api.created()

    with entries(app) as entered:
        api.call(method, f"/{investigation_id}/poll", {"If-None-Match": "*"})
    assert entered == [method]


def test_disabled_polling_disables_the_fast_path(service_with: ServiceWith, api_for: ApiFor) -> None:
    api = api_for(app=service_with(features=FeatureFlags(polling=False)))

    problem(api.poll(api.created(), {"If-None-Match": "*"}), 404, "feature_disabled")


def test_another_base_path_is_answered_too(service_with: ServiceWith, api_for: ApiFor) -> None:
    app = service_with(server=ServerSettings(base_path="/elsewhere"))
    api = api_for(app=app)
    investigation_id = api.created()

    with entries(app) as entered:
        assert api.poll(investigation_id, {"If-None-Match": "*"}).status_code == 304
    assert entered == []


def test_request_hooks_of_a_host_run_for_polls_too(embed: Embed, api_for: ApiFor) -> None:
    host = Flask("host")
    embed(host)
    looked_at: list[str] = []

    @host.before_request
    def look() -> None:
        looked_at.append("x")

    api = api_for(app=host)
    investigation_id = api.created()
    looked_at.clear()

    assert api.poll(investigation_id, {"If-None-Match": "*"}).status_code == 304
    assert looked_at == ["x"]


def test_a_host_without_request_hooks_is_not_entered(embed: Embed, api_for: ApiFor) -> None:
    host = embed(Flask("host"))
    api = api_for(app=host)
    investigation_id = api.created()

    with entries(host) as entered:
        assert api.poll(investigation_id, {"If-None-Match": "*"}).status_code == 304
    assert entered == []


@pytest.mark.parametrize("disabled", ["sqlite_persistence", "polling"])
def test_a_poll_is_not_answered_304_while_its_feature_is_disabled(
    app: Flask, api: Api, api_for: ApiFor, service_with: ServiceWith, disabled: str
) -> None:
    investigation_id = api.created()
    conditional = {"If-None-Match": api.poll(investigation_id).headers["ETag"]}
    other = service_with(auth=app.extensions["wizard"].config.auth, features=FeatureFlags(**{disabled: False}))

    assert api.poll(investigation_id, conditional).status_code == 304
    problem(api_for(api.user_id, app=other).poll(investigation_id, conditional), 404, "feature_disabled")
