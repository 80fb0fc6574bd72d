"""Polls that are answered before Flask runs: 200 and 304 for those without parameters or with a cursor alone, and 429.

When the view must answer a poll after all, the PollCheck is in the environ.
"""

import re

from ...feed.cursor import parse_cursor
from ...feed.presence import Poller, client_id
from ..polling.decision import CHECK_KEY, check_poll
from ..polling.responses import PollRequest, response_from_database
from ..query_params import CURSOR_SPELLINGS
from ..rate_limit import STATUS_KEY, limit_exceeded, rate_limit_headers
from ..responses import EncodedResponse
from ..service import Service
from .middleware import ANY_INVESTIGATION, Environ, FastRequest, problem_response

_QUERY = re.compile(f"(?:{'|'.join(CURSOR_SPELLINGS)})=([a-z0-9-]+)")


class FastPolls:
    """The `FastPath` of polls."""

    method = "GET"
    path = f"(?:{ANY_INVESTIGATION})?/poll"

    def __init__(self, service: Service) -> None:
        self._service = service

    def is_eligible(self, environ: Environ) -> bool:
        return (
            "HTTP_IF_MATCH" not in environ
            and "HTTP_LAST_EVENT_ID" not in environ
            and (not environ.get("QUERY_STRING") or _QUERY.fullmatch(environ["QUERY_STRING"]) is not None)
        )

    def respond(self, request: FastRequest) -> EncodedResponse | None:
        """Count, check and answer the poll. Raises NotFound, Forbidden and CursorExpired."""
        service, environ, principal = self._service, request.environ, request.principal
        after = _QUERY.fullmatch(environ.get("QUERY_STRING", ""))
        cursor = parse_cursor(after[1]) if after else None
        poller = Poller(request.investigation_id, principal.user_id, client_id(environ))
        status = environ[STATUS_KEY] = service.rate_limiter.count(principal.user_id)
        limits = rate_limit_headers(status)
        if status and not status.admitted:
            service.feed.presence.failed(poller)
            return problem_response(service, limit_exceeded(), request.request_id).with_headers(limits)
        check = check_poll(service, principal, poller, environ.get("HTTP_IF_NONE_MATCH", ""), cursor)
        environ[CHECK_KEY] = check
        poll = PollRequest(service, principal, poller, cursor, transport="poll", with_state=False)
        return response_from_database(poll, check).with_headers(limits)
