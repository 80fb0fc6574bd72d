"""One rate limit covers all polls of a user (contract section 6)."""

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.api.client import BASE, Api, ApiFor, Document, ServiceWith, document, problem, rules_under
from wizard_service.config import PollingSettings
from wizard_service.feed.limits.rate_limiter import RateLimiter
from wizard_service.web.blueprint import ApiBlueprint

PER_S = 3
POLICY = f'"poll";q={PER_S};w=1;scope="host"'


@pytest.fixture
def limited(service_with: ServiceWith) -> Flask:
    """Return a service whose rate limiter has a frozen clock, so that no quota returns while a test runs."""
    app = service_with(polling=PollingSettings(rate_limit_per_s=PER_S))
    app.extensions["wizard"].rate_limiter = RateLimiter(PER_S, clock_ns=lambda: 10**18)
    return app


@pytest.fixture
def api(limited: Flask, api_for: ApiFor) -> Api:
    return api_for(app=limited)


def use_up(api: Api, investigation_id: str) -> list[TestResponse]:
    """Poll once more than the limit allows; the last answer is the refusal."""
    return [api.poll(investigation_id) for _ in range(PER_S + 1)]


def rate_limit_status(response: TestResponse) -> tuple[int, int]:
    """Return the remaining polls and the seconds until the quota is full, from the RateLimit header (IETF draft)."""
    assert response.headers["RateLimit-Policy"] == POLICY
    match = re.fullmatch(r'"poll";r=(\d+);t=(\d+)', response.headers["RateLimit"])
    assert match is not None
    return int(match[1]), int(match[2])


def test_every_admitted_poll_reports_the_rate_limit_status(api: Api) -> None:
    investigation_id = api.created()

    first = api.poll(investigation_id)
    second = api.poll(investigation_id, {"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, second.status_code) == (200, 304)
    assert rate_limit_status(first) == (PER_S - 1, 1)
    assert rate_limit_status(second) == (PER_S - 2, 1)


def test_a_poll_beyond_the_limit_is_refused_with_the_time_to_retry(api: Api) -> None:
    investigation_id = api.created()

    refused = use_up(api, investigation_id)[-1]

    problem(refused, 429, "rate_limited")
    assert refused.headers["Retry-After"] == "1"
    assert rate_limit_status(refused) == (0, 1)


def test_conditional_polls_are_refused_like_others(api: Api) -> None:
    investigation_id = api.created()
    tag = {"If-None-Match": api.poll(investigation_id).headers["ETag"]}

    answers = [api.poll(investigation_id, tag) for _ in range(PER_S)]

    assert [answer.status_code for answer in answers] == [304] * (PER_S - 1) + [429]
    problem(answers[-1], 429, "rate_limited")
    assert (answers[-1].headers["Retry-After"], rate_limit_status(answers[-1])) == ("1", (0, 1))


def test_the_limit_is_a_users_not_an_investigations_or_a_tokens(api: Api, api_for: ApiFor, limited: Flask) -> None:
    investigation_id, other = api.created(), api.created()
    use_up(api, investigation_id)

    assert api.poll(other).status_code == 429
    assert api_for(api.user_id, "wizard:read", app=limited).poll(other).status_code == 429


def test_other_users_are_not_affected(api: Api, api_for: ApiFor, limited: Flask) -> None:
    use_up(api, api.created())

    others = [api_for(app=limited) for _ in range(20)]

    assert [user.poll(user.created()).status_code for user in others] == [200] * 20


def test_polls_that_are_not_found_are_counted(api: Api) -> None:
    answers = use_up(api, "unknown")

    assert [answer.status_code for answer in answers] == [404] * PER_S + [429]
    assert rate_limit_status(answers[0])[0] == PER_S - 1


def test_unauthenticated_polls_are_not_counted(api: Api) -> None:
    investigation_id = api.created()

    answers = [api.poll(investigation_id, {"Authorization": f"Bearer {bad}"}) for bad in ("x", "y", "z") * 3]

    assert {answer.status_code for answer in answers} == {401}
    assert not any("RateLimit" in answer.headers for answer in answers)
    assert api.poll(investigation_id).status_code == 200


def test_writes_reads_and_health_are_not_limited(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    use_up(api, investigation_id)

    others = [
        api.get(investigation_id),
        api.report(investigation_id, {"event_type": "progress_updated", "data": {"percent_complete": 1}}),
        api.call("GET", f"/{investigation_id}/stream?last_event_id=x-1"),
        api.call("GET", "/health"),
        api.call("GET", f"/{investigation_id}/access"),
    ]

    assert 429 not in {answer.status_code for answer in others}
    assert not any("RateLimit" in answer.headers for answer in others)


def test_a_limit_of_0_disables_the_limit(service_with: ServiceWith, api_for: ApiFor) -> None:
    api = api_for(app=service_with(polling=PollingSettings(rate_limit_per_s=0)))
    investigation_id = api.created()

    answers = [api.poll(investigation_id) for _ in range(50)]

    assert {answer.status_code for answer in answers} == {200}
    assert not any("RateLimit" in answer.headers for answer in answers)


def test_a_long_poll_counts_once(api: Api) -> None:
    investigation_id = api.created()
    cursor = document(api.poll(investigation_id))["cursor"]

    waited = api.poll(investigation_id, after=cursor, wait="0.05")

    assert rate_limit_status(waited)[0] == PER_S - 2


def is_limited(app: Flask, endpoint: str) -> bool:
    blueprint = app.blueprints[endpoint.rpartition(".")[0]]
    return isinstance(blueprint, ApiBlueprint) and blueprint.rate_limited


def test_every_limited_route_documents_its_refusal(service: Flask) -> None:
    paths = service.extensions["wizard"].openapi()["paths"]
    limited = {rule.rule for _, rule in rules_under(service, BASE) if is_limited(service, rule.endpoint)}

    assert f"{BASE}/<investigation_id>/poll" in limited
    for rule in limited:
        operation = paths[re.sub(r"<(\w+)>", r"{\1}", rule)]["get"]
        assert {"RateLimit", "RateLimit-Policy", "Retry-After"} <= operation["responses"]["429"]["headers"].keys()
