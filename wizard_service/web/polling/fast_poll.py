"""Answers a plain poll for the middleware that runs before Flask."""

import re
from typing import Any

from ...domain.identity.principal import Principal
from ...feed.cursor import parse_cursor
from ...feed.limits.rate_limiter import RateLimitStatus
from ...feed.presence import Poller, client_id
from ..problems import encoded_problem
from ..query_params import CURSOR_SPELLINGS
from ..rate_limit import STATUS_KEY, limit_exceeded, rate_limit_headers
from ..responses import EncodedResponse
from ..service import Service
from .decision import CHECK_KEY, check_poll
from .responses import PollRequest, response_from_database

_QUERY = re.compile(f"(?:{'|'.join(CURSOR_SPELLINGS)})=([a-z0-9-]+)")


def answer_poll(
    service: Service, environ: dict[str, Any], principal: Principal, investigation_id: str | None, request_id: str
) -> EncodedResponse | None:
    """Return the response to a poll without parameters or with a cursor alone, None for any other poll.

    Raises the errors that the view would raise; the view finds the request counted and checked in the environ.
    """
    query = environ.get("QUERY_STRING", "")
    after = _QUERY.fullmatch(query)
    if (query and after is None) or "HTTP_LAST_EVENT_ID" in environ:
        return None
    cursor = parse_cursor(after[1]) if after else None
    poller = Poller(investigation_id, principal.user_id, client_id(environ))
    status = environ[STATUS_KEY] = service.rate_limiter.count(principal.user_id)
    if status and not status.admitted:
        service.feed.presence.failed(poller)
        return _too_many_requests(status, request_id)
    check = check_poll(service, principal, poller, environ.get("HTTP_IF_NONE_MATCH", ""), cursor)
    environ[CHECK_KEY] = check
    poll = PollRequest(service, principal, poller, cursor, transport="poll", with_state=False)
    return response_from_database(poll, check).with_headers(rate_limit_headers(status))


def _too_many_requests(status: RateLimitStatus, request_id: str) -> EncodedResponse:
    return encoded_problem(limit_exceeded(), request_id).with_headers(rate_limit_headers(status))
