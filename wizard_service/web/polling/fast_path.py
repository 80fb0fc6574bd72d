"""WSGI middleware that answers a poll before Flask runs when there is nothing new, as for nearly all polls.

It checks only a plain `GET {base}/{id}/poll` or `GET {base}/poll` with a bearer token and `If-None-Match`, and it
answers only 304 and 429. Every other response comes from the view. The middleware stores its results in the environ for
the view: the verified principal, the rate-limit status, and the PollCheck.
"""

import re
import time
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from flask import Flask

from ...domain.vocabulary import INVESTIGATION_ID
from ...errors import StorageError, WizardError
from ...feed.cursor import parse_cursor
from ...feed.limits.rate_limiter import RateLimitStatus
from ...feed.presence import Poller, client_id
from ...process.access_log import ENTRY_KEY, AccessEntry
from ...process.cooperative import enter_flow
from ..auth import PRINCIPAL_KEY, token_of_header, verify_token
from ..middleware import count_response
from ..origins import is_allowed_host
from ..problems import EncodedProblem, encoded_problem
from ..query_params import CURSOR_SPELLINGS
from ..rate_limit import STATUS_KEY, limit_exceeded, rate_limit_headers
from ..request_id import HEADER, choose_request_id, identifying_headers, trace_id_of
from ..service import Service
from .decision import CHECK_KEY, check_poll, unchanged_headers

Environ = dict[str, Any]
StartResponse = Callable[..., Any]

_QUERY = re.compile(f"(?:{'|'.join(CURSOR_SPELLINGS)})=([a-z0-9-]+)")
_REASONS = {304: "304 NOT MODIFIED", 429: "429 TOO MANY REQUESTS"}


class FastPollMiddleware:
    """Wraps an application in which the service is installed; `view` is the wrapped WSGI application."""

    def __init__(self, app: Flask, service: Service) -> None:
        self._app = app
        self._service = service
        self._base_path = service.config.server.base_path
        self._path = re.compile(f"{re.escape(self._base_path)}(?:/({INVESTIGATION_ID.pattern}))?/poll")
        self.view = app.wsgi_app

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        started_at = time.perf_counter()
        path = self._path.fullmatch(environ["PATH_INFO"]) if self._is_eligible(environ) else None
        response = self._try_respond(environ, path[1]) if path else None
        if path is None or response is None:
            return self.view(environ, start_response)
        enter_flow(environ[PRINCIPAL_KEY].user_id)
        status, headers, body = response
        route = "/<investigation_id>/poll" if path[1] else "/poll"
        count_response("GET", self._base_path + route, status, time.perf_counter() - started_at)
        if self._service.config.log.access_log:
            environ[ENTRY_KEY] = self._access_entry(environ, headers, self._base_path + route, path[1])
        start_response(_REASONS[status], list(headers.items()))
        return [body] if body else ()

    @staticmethod
    def _access_entry(
        environ: Environ, headers: dict[str, str], route: str, investigation_id: str | None
    ) -> AccessEntry:
        traceparent = environ.get("HTTP_TRACEPARENT", "")
        return AccessEntry(
            {
                "route": route,
                "request_id": headers[HEADER],
                "user": environ[PRINCIPAL_KEY].user_id,
                "investigation": investigation_id,
                "traceparent": traceparent if trace_id_of(traceparent) else None,
            }
        )

    def _is_eligible(self, environ: Environ) -> bool:
        return (
            "HTTP_IF_NONE_MATCH" in environ
            and "HTTP_AUTHORIZATION" in environ
            and "HTTP_IF_MATCH" not in environ
            and "HTTP_LAST_EVENT_ID" not in environ
            and "HTTP_ORIGIN" not in environ
            and environ["REQUEST_METHOD"] == "GET"
            and not self._host_has_hooks
            and is_allowed_host(environ.get("HTTP_HOST", ""), self._service.config.server)
        )

    def _try_respond(self, environ: Environ, investigation_id: str | None) -> EncodedProblem | None:
        """Return status, headers and body of the response, None when the view must answer."""
        query = environ.get("QUERY_STRING", "")
        after = _QUERY.fullmatch(query)
        if query and after is None:
            return None
        try:
            return self._count_and_check(environ, investigation_id, after[1] if after else None)
        except (WizardError, StorageError):
            return None

    def _count_and_check(
        self, environ: Environ, investigation_id: str | None, after: str | None
    ) -> EncodedProblem | None:
        service = self._service
        principal = environ[PRINCIPAL_KEY] = verify_token(service, token_of_header(environ["HTTP_AUTHORIZATION"]))
        cursor = parse_cursor(after) if after else None
        poller = Poller(investigation_id, principal.user_id, client_id(environ))
        status = environ[STATUS_KEY] = service.rate_limiter.count(principal.user_id)
        if status and not status.admitted:
            service.feed.presence.failed(poller)
            return _too_many_requests(status, _request_id(environ))
        check = check_poll(service, principal, poller, environ["HTTP_IF_NONE_MATCH"], cursor)
        if check.unchanged:
            return 304, unchanged_headers(service, check) | _common_headers(status, _request_id(environ)), b""
        environ[CHECK_KEY] = check
        return None

    @cached_property
    def _host_has_hooks(self) -> bool:
        # Hooks that the host application runs for every request, such as an allow-list, must run for polls as well.
        app = self._app
        hooks = [*app.before_request_funcs.get(None, ()), *app.after_request_funcs.get(None, ())]
        package = __name__.partition(".")[0]
        return any(getattr(hook, "__module__", "").partition(".")[0] != package for hook in hooks)


def _too_many_requests(status: RateLimitStatus, request_id: str) -> EncodedProblem:
    code, headers, body = encoded_problem(limit_exceeded(), request_id)
    return code, headers | {"Content-Length": str(len(body))} | _common_headers(status, request_id), body


def _common_headers(status: RateLimitStatus | None, request_id: str) -> dict[str, str]:
    return rate_limit_headers(status) | identifying_headers(request_id)


def _request_id(environ: Environ) -> str:
    return choose_request_id(environ.get("HTTP_X_REQUEST_ID", ""))
