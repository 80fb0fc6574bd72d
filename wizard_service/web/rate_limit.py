"""The rate limits of polling (contract section 6), of writes and of tickets (section 10).

Requests of blueprints with `rate_limited` are counted as polls per user, for owned and shared investigations alike, and
with every kind of response. Other reads, streams, sockets and health checks are not counted. A long-poll counts as one
request. Writes are all requests with an unsafe method, and a socket's updates.
"""

from flask import g, request

from ..domain.identity.principal import Principal
from ..errors import RateLimited
from ..feed.limits.rate_limiter import RateLimiter, RateLimitStatus
from .auth import principal
from .service import Service

# The headers that OpenAPI documents for every response that was counted.
LIMIT_HEADERS = {
    name: {"description": description, "schema": {"type": "string"}}
    for name, description in (
        ("RateLimit-Policy", 'How much a user may request: `"poll";q=10;w=1;scope="host"` is 10 in 1 s, per host'),
        ("RateLimit", 'How many more may come at once, and the seconds until all may: `"poll";r=9;t=1`'),
        ("Retry-After", "Seconds after which a refused request may be sent again"),
    )
}
# The key of the WSGI environ under which a middleware leaves the status of a request that it has counted.
STATUS_KEY = "wizard.rate_limit_status"
# The key of the WSGI environ that a middleware sets when it has counted the request as a write.
WRITE_COUNTED_KEY = "wizard.write_counted"


def count_request(service: Service) -> None:
    """Count an authenticated request. Raises RateLimited when it exceeds the limit."""
    status = request.environ.get(STATUS_KEY)
    if status is None:
        status = service.rate_limiter.count(principal().user_id)
    g.wizard_rate_limit_status = status
    if status and not status.admitted:
        raise limit_exceeded()


def count_write_request(service: Service) -> None:
    """Count an authenticated request that writes. Raises RateLimited when it exceeds the limit."""
    if WRITE_COUNTED_KEY not in request.environ:
        count_write(service, principal())


def count_write(service: Service, user: Principal) -> None:
    """Count a write. Raises RateLimited when it exceeds the limit.

    Executors are not limited: they work for many owners, whose reported events are counted instead.
    """
    if not user.sees_all:
        _count(service.write_limiter, user, "writes")


def count_ticket(service: Service, user: Principal) -> None:
    """Count a one-time ticket to be issued. Raises RateLimited when it exceeds the limit."""
    _count(service.ticket_limiter, user, "tickets")


def _count(limiter: RateLimiter, user: Principal, quota: str) -> None:
    status = limiter.count(user.user_id)
    if status and not status.admitted:
        raise RateLimited(
            f"Too many {quota}: {status.limit} are allowed in {status.reset_s} s.",
            retry_after_s=status.retry_after_s,
            quota=quota,
            limit=status.limit,
            window_s=status.reset_s,
            remaining=0,
            scope="host",
        )


def limit_exceeded() -> RateLimited:
    """Return the error for a request that was not admitted."""
    return RateLimited("Too many polls; RateLimit-Policy names the limit.")


def response_headers() -> dict[str, str]:
    """Return the rate-limit headers of the current request, none when it was not counted."""
    return rate_limit_headers(g.get("wizard_rate_limit_status"))


def rate_limit_headers(status: RateLimitStatus | None) -> dict[str, str]:
    """Return the headers for a status (draft-ietf-httpapi-ratelimit-headers); none without a limit."""
    if status is None:
        return {}
    return {
        "RateLimit-Policy": f'"poll";q={status.limit};w={status.reset_s};scope="host"',
        "RateLimit": f'"poll";r={status.remaining};t={status.reset_s}',
    }
