"""A user polls so often and no oftener, whatever it polls (contract section 6)."""

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.api.client import BASE, Api, ApiFor, Document, ServiceWith, document, problem, rules_under
from wizard_service.config import PollingSettings
from wizard_service.feed.limits.rate_limiter import RateLimiter
from wizard_service.web.blueprint import ApiBlueprint

PER_S = 3
POLICY = f'"poll";q={PER_S};w=1'


@pytest.fixture
def limited(service_with: ServiceWith) -> Flask:
    """Return a service whose time stands still for its limit: nobody gets anything back while a test runs."""
    app = service_with(polling=PollingSettings(rate_limit_per_s=PER_S))
    app.extensions["wizard"].rate_limiter = RateLimiter(PER_S, clock_ns=lambda: 10**18)
    return app


@pytest.fixture
def api(limited: Flask, api_for: ApiFor) -> Api:
    return api_for(app=limited)


def use_up(api: Api, investigation_id: str) -> list[TestResponse]:
    """Poll once too often; the refusal is the last of the answers."""
    return [api.poll(investigation_id) for _ in range(PER_S + 1)]


def standing(response: TestResponse) -> tuple[int, int]:
    """Return what is left and when it is whole again, of a response that tells both in the draft's syntax."""
    assert response.headers["RateLimit-Policy"] == POLICY
    told = re.fullmatch(r'"poll";r=(\d+);t=(\d+)', response.headers["RateLimit"])
    assert told is not None
    return int(told[1]), int(told[2])


def test_every_admitted_poll_tells_where_the_user_stands(api: Api) -> None:
    mine = api.created()

    first = api.poll(mine)
    second = api.poll(mine, {"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, second.status_code) == (200, 304)
    assert standing(first) == (PER_S - 1, 1)
    assert standing(second) == (PER_S - 2, 1)


def test_a_poll_too_many_is_a_problem_that_tells_when_to_come_back(api: Api) -> None:
    mine = api.created()

    refused = use_up(api, mine)[-1]

    problem(refused, 429, "rate_limited")
    assert refused.headers["Retry-After"] == "1"
    assert standing(refused) == (0, 1)


def test_conditional_polls_are_refused_like_others(api: Api) -> None:
    mine = api.created()
    tag = {"If-None-Match": api.poll(mine).headers["ETag"]}

    answers = [api.poll(mine, tag) for _ in range(PER_S)]

    assert [each.status_code for each in answers] == [304] * (PER_S - 1) + [429]
    problem(answers[-1], 429, "rate_limited")
    assert (answers[-1].headers["Retry-After"], standing(answers[-1])) == ("1", (0, 1))


def test_the_limit_is_a_users_not_an_investigations_or_a_tokens(api: Api, api_for: ApiFor, limited: Flask) -> None:
    mine, other = api.created(), api.created()
    use_up(api, mine)

    assert api.poll(other).status_code == 429
    assert api_for(api.user_id, "wizard:read", app=limited).poll(other).status_code == 429


def test_other_users_are_not_affected(api: Api, api_for: ApiFor, limited: Flask) -> None:
    use_up(api, api.created())

    others = [api_for(app=limited) for _ in range(20)]

    assert [each.poll(each.created()).status_code for each in others] == [200] * 20


def test_what_is_not_found_counts_too(api: Api) -> None:
    answers = use_up(api, "unknown")

    assert [each.status_code for each in answers] == [404] * PER_S + [429]
    assert standing(answers[0])[0] == PER_S - 1


def test_who_is_nobody_is_not_counted(api: Api) -> None:
    mine = api.created()

    answers = [api.poll(mine, {"Authorization": f"Bearer {bad}"}) for bad in ("x", "y", "z") * 3]

    assert {each.status_code for each in answers} == {401}
    assert not any("RateLimit" in each.headers for each in answers)
    assert api.poll(mine).status_code == 200


def test_writes_reads_and_health_are_not_limited(api: Api, settings: Document) -> None:
    mine = api.running(settings)
    use_up(api, mine)

    others = [
        api.get(mine),
        api.report(mine, {"event_type": "progress_updated", "data": {"percent_complete": 1}}),
        api.call("GET", f"/{mine}/stream?last_event_id=x-1"),
        api.call("GET", "/health"),
        api.call("GET", f"/{mine}/access"),
    ]

    assert 429 not in {each.status_code for each in others}
    assert not any("RateLimit" in each.headers for each in others)


def test_a_limit_of_0_is_no_limit(service_with: ServiceWith, api_for: ApiFor) -> None:
    api = api_for(app=service_with(polling=PollingSettings(rate_limit_per_s=0)))
    mine = api.created()

    answers = [api.poll(mine) for _ in range(50)]

    assert {each.status_code for each in answers} == {200}
    assert not any("RateLimit" in each.headers for each in answers)


def test_a_long_poll_counts_once(api: Api) -> None:
    mine = api.created()
    cursor = document(api.poll(mine))["cursor"]

    waited = api.poll(mine, after=cursor, wait="0.05")

    assert standing(waited)[0] == PER_S - 2


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
