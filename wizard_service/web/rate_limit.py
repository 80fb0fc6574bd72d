"""How often a user may poll (contract section 6).

The rule: what pollers call is counted per user, whoever owns what they look at and however they are answered. Writes,
other reads, streams, sockets and health checks are not counted. A long-poll counts once.
"""

from collections.abc import Callable

from flask import Flask, Response, g, request

from ..errors import RateLimited
from ..feed.limits.rate_limiter import WINDOW_S, RateLimitStatus
from .auth import principal
from .service import current_service

COVERED = frozenset({"/<investigation_id>/poll", "/poll", "/active", "/<investigation_id>/changes"})
# As OpenAPI describes them on every answer that was counted.
LIMIT_HEADERS = {
    name: {"description": description, "schema": {"type": "string"}}
    for name, description in (
        ("RateLimit-Policy", 'How often a user may poll: `"poll";q=10;w=1` is 10 requests in 1 s'),
        ("RateLimit", 'How many more may come at once, and the seconds until all may: `"poll";r=9;t=1`'),
        ("Retry-After", "Seconds after which a refused request may be sent again"),
    )
}
# Where a request that was counted before Flask was entered has its standing.
ENVIRON_KEY = "wizard.rate_limit_status"


def count_poll() -> None:
    """Count the request if the rule covers it. Asked of authenticated requests, before their view."""
    rule = request.url_rule.rule if request.url_rule else ""
    if rule.removeprefix(current_service().config.server.base_path) not in COVERED:
        return
    counted = request.environ.get(ENVIRON_KEY)
    g.wizard_standing = counted or current_service().rate_limiter.count(principal().user_id)
    refuse_excess(g.wizard_standing)


def refuse_excess(standing: RateLimitStatus | None) -> None:
    """Raise RateLimited when the request was one too many."""
    if standing and not standing.admitted:
        raise RateLimited("You poll too often; RateLimit-Policy tells how often you may.")


def rate_limit_headers(standing: RateLimitStatus | None) -> dict[str, str]:
    """Return what tells a user where it stands (draft-ietf-httpapi-ratelimit-headers); none without a limit."""
    if standing is None:
        return {}
    return {
        "RateLimit-Policy": f'"poll";q={standing.limit};w={WINDOW_S}',
        "RateLimit": f'"poll";r={standing.remaining};t={standing.reset_s}',
    }


def install(app: Flask, is_ours: Callable[[str], bool]) -> None:
    """Tell every request that was counted where its user stands."""

    @app.after_request
    def tell_standing(response: Response) -> Response:
        if is_ours(request.path):
            response.headers.update(rate_limit_headers(g.get("wizard_standing")))
        return response
