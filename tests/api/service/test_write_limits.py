"""Writes per second and tickets per minute are limited per user (contract section 10)."""

from tests.support.api.client import ApiFor, ApiWith, Document, ServiceWith, document, problem
from wizard_service.config import QuotaSettings
from wizard_service.feed.limits.rate_limiter import TICKETS, WRITES, RateLimiter


class FrozenClock:
    def __call__(self) -> int:
        return 10**18


def members(refusal: Document, *names: str) -> Document:
    return {name: refusal[name] for name in names}


def test_writes_are_limited_per_user_and_reads_are_not(api_with: ApiWith) -> None:
    api = api_with(writes_per_s=1, writes_burst=3)
    service = api.client.application.extensions["wizard"]
    service.write_limiter = RateLimiter(3, FrozenClock(), window_s=3.0, table=WRITES)
    created = api.created()
    api.created()
    problem(api.patch(created, {}), 428, "precondition_required")

    refused = api.create()

    assert members(problem(refused, 429, "rate_limited"), "quota", "limit", "window_s", "remaining", "scope") == {
        "quota": "writes",
        "limit": 3,
        "window_s": 3,
        "remaining": 0,
        "scope": "host",
    }
    assert refused.headers["Retry-After"] == "1"
    assert refused.headers["RateLimit-Policy"] == '"writes";q=3;w=3;scope="host"'
    assert refused.headers["RateLimit"] == '"writes";r=0;t=1'
    assert document(api.call("GET", "/usage"))["writes"] == {
        "scope": "host",
        "limit": 3,
        "window_s": 3,
        "remaining": 0,
    }


def test_executors_are_not_limited_by_writes(service_with: ServiceWith, api_for: ApiFor) -> None:
    app = service_with(quotas=QuotaSettings(writes_per_s=1, writes_burst=1))
    executor = api_for("busy", "wizard:run", "wizard:write", app=app)

    for _ in range(5):
        executor.created()


def test_tickets_are_limited_per_minute(api_with: ApiWith) -> None:
    api = api_with()
    service = api.client.application.extensions["wizard"]
    service.ticket_limiter = RateLimiter(2, FrozenClock(), window_s=60, table=TICKETS)
    responses = [api.call("POST", "/tickets") for _ in range(3)]

    assert [response.status_code for response in responses] == [201, 201, 429]
    assert problem(responses[-1], 429, "rate_limited")["quota"] == "tickets"
    assert responses[-1].headers["Retry-After"] == "30"
