"""The poll that tells nothing, which is nearly all of them, answered before Flask is entered.

Only a plain `GET {base}/{id}/poll` or `GET {base}/poll` with a bearer token and `If-None-Match` is looked at here, and
only 304 and 429 are answered. Whatever else comes out of the look is left to the view, which finds the request counted
already.
"""

import re
import time
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from flask import Flask

from ...domain.identity.principal import Principal
from ...domain.vocabulary import INVESTIGATION_ID
from ...errors import RateLimited, StorageError, WizardError
from ...feed.cursor import Cursor, parse_cursor
from ...feed.presence import Poller, client_id
from ..auth import token_in
from ..cursor_params import SPELLINGS
from ..middleware import count_answer, yield_to_others
from ..problems import problem_answer
from ..rate_limit import ENVIRON_KEY, rate_limit_headers, refuse_excess
from ..request_id import chosen_request_id, identifying_headers
from ..service import Service
from . import decision

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Answer = tuple[int, dict[str, str], bytes]

_QUERY = re.compile(f"(?:{'|'.join(SPELLINGS)})=([a-z0-9-]+)")
_REASONS = {304: "304 NOT MODIFIED", 429: "429 TOO MANY REQUESTS"}


class FastPollMiddleware:
    """WSGI middleware around an application in which the service is installed; `view` is what it is around."""

    def __init__(self, app: Flask, service: Service) -> None:
        self._app = app
        self._service = service
        self._base_path = service.config.server.base_path
        self._path = re.compile(f"{re.escape(self._base_path)}(?:/({INVESTIGATION_ID.pattern}))?/poll")
        self.view = app.wsgi_app

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        began = time.perf_counter()
        path = self._path.fullmatch(environ["PATH_INFO"]) if self._is_eligible(environ) else None
        answer = self._answer(environ, path[1]) if path else None
        if path is None or answer is None:
            return self.view(environ, start_response)
        yield_to_others()
        status, headers, body = answer
        route = "/<investigation_id>/poll" if path[1] else "/poll"
        count_answer("GET", self._base_path + route, status, time.perf_counter() - began)
        start_response(_REASONS[status], list(headers.items()))
        return [body] if body else ()

    def _is_eligible(self, environ: Environ) -> bool:
        return (
            "HTTP_IF_NONE_MATCH" in environ
            and "HTTP_AUTHORIZATION" in environ
            and "HTTP_IF_MATCH" not in environ
            and "HTTP_LAST_EVENT_ID" not in environ
            and "HTTP_ORIGIN" not in environ
            and environ["REQUEST_METHOD"] == "GET"
            and not self._host_looks_at_requests
        )

    def _answer(self, environ: Environ, investigation_id: str | None) -> Answer | None:
        query = environ.get("QUERY_STRING", "")
        after = _QUERY.fullmatch(query)
        if query and after is None:
            return None
        try:
            principal = self._service.tokens.verify(token_in(environ["HTTP_AUTHORIZATION"]))
            cursor = parse_cursor(after[1]) if after else None
            return self._judge(environ, principal, investigation_id, cursor)
        except (WizardError, StorageError):
            return None

    def _judge(
        self, environ: Environ, principal: Principal, investigation_id: str | None, cursor: Cursor | None
    ) -> Answer | None:
        poller = Poller(investigation_id, principal.user_id, client_id(environ))
        request_id = chosen_request_id(environ.get("HTTP_X_REQUEST_ID", ""))
        standing = self._service.rate_limiter.count(principal.user_id)
        environ[ENVIRON_KEY] = standing
        try:
            refuse_excess(standing)
        except RateLimited as error:
            self._service.feed.presence.failed(poller)
            answer = _refusal(error, request_id)
        else:
            seen = decision.evaluate(self._service, principal, investigation_id, environ["HTTP_IF_NONE_MATCH"], cursor)
            if not seen.unchanged:
                return None
            answer = 304, decision.unchanged_headers(self._service, poller, seen), b""
        answer[1].update(rate_limit_headers(standing) | identifying_headers(request_id))
        return answer

    @cached_property
    def _host_looks_at_requests(self) -> bool:
        # What a host does before or after every request, an allow-list for one, holds for polls too.
        app = self._app
        hooks = [*app.before_request_funcs.get(None, ()), *app.after_request_funcs.get(None, ())]
        ours = __name__.partition(".")[0]
        return any(getattr(hook, "__module__", "").partition(".")[0] != ours for hook in hooks)


def _refusal(error: RateLimited, request_id: str) -> Answer:
    status, headers, body = problem_answer(error, request_id)
    return status, headers | {"Content-Length": str(len(body))}, body
