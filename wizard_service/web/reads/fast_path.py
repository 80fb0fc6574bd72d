"""WSGI middleware that answers polls and reads of a state before Flask runs, which costs several times their work.

It answers only a plain `GET {base}/{id}/poll`, `GET {base}/poll` or `GET {base}/{id}/state` with a bearer token, and
only with 200, 304 and 429. Every other response comes from the view. The middleware leaves its results in the environ
for the view: the verified principal, the rate-limit status, and the PollCheck.
"""

import re
import time
from collections.abc import Callable, Iterable
from functools import cached_property, partial
from typing import Any

from flask import Flask

from ...domain.identity.principal import Principal
from ...domain.vocabulary import INVESTIGATION_ID
from ...errors import StorageError, WizardError
from ...process.access_log import ENTRY_KEY, AccessEntry
from ...process.cooperative import enter_flow
from ..auth import PRINCIPAL_KEY, token_of_header, verify_token
from ..conditional import matches_etag
from ..middleware import count_response
from ..origins import is_allowed_host
from ..polling.fast_poll import answer_poll
from ..request_id import choose_request_id, identifying_headers, trace_id_of
from ..responses import EncodedResponse
from ..service import Service
from .state import read_state

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
# A function of service, environ, principal, investigation and request id. It returns None when the view must answer.
Answer = Callable[[Service, Environ, Principal, Any, str], EncodedResponse | None]

_REASONS = {200: "200 OK", 304: "304 NOT MODIFIED", 429: "429 TOO MANY REQUESTS"}


class FastReadMiddleware:
    """Wraps an application in which the service is installed; `view` is the wrapped WSGI application."""

    def __init__(self, app: Flask, service: Service) -> None:
        self._app = app
        self._service = service
        base_path = service.config.server.base_path
        self._path = re.compile(f"{re.escape(base_path)}(?:/({INVESTIGATION_ID.pattern}))?/(poll|state)")
        # Each read by whether its path names an investigation, with the rule of its view.
        one = f"{base_path}/<investigation_id>"
        self._answers: dict[tuple[bool, str], tuple[str, Answer]] = {(True, "state"): (f"{one}/state", _answer_state)}
        if service.config.features.polling:
            self._answers[True, "poll"] = f"{one}/poll", answer_poll
            self._answers[False, "poll"] = f"{base_path}/poll", answer_poll
        self.view = app.wsgi_app

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        started_at = time.perf_counter()
        path = self._path.fullmatch(environ["PATH_INFO"]) if self._is_eligible(environ) else None
        route, answer = self._answers.get((bool(path[1]), path[2]), ("", None)) if path else ("", None)
        if path is None or answer is None:
            return self.view(environ, start_response)
        request_id = choose_request_id(environ.get("HTTP_X_REQUEST_ID", ""))
        response = self._try_answer(environ, answer, path[1], request_id)
        if response is None:
            return self.view(environ, start_response)
        count_response("GET", route, response.status, time.perf_counter() - started_at)
        if self._service.config.log.access_log:
            environ[ENTRY_KEY] = _access_entry(environ, request_id, route, path[1])
        length = {"Content-Length": str(len(response.body))} if response.body else {}
        headers = response.headers | length | identifying_headers(request_id)
        start_response(_REASONS[response.status], list(headers.items()))
        return [response.body] if response.body else ()

    def _is_eligible(self, environ: Environ) -> bool:
        return (
            "HTTP_AUTHORIZATION" in environ
            and "HTTP_IF_MATCH" not in environ
            and "HTTP_ORIGIN" not in environ
            and environ["REQUEST_METHOD"] == "GET"
            and not self._host_has_hooks
            and is_allowed_host(environ.get("HTTP_HOST", ""), self._service.config.server)
        )

    def _try_answer(
        self, environ: Environ, answer: Answer, investigation_id: str | None, request_id: str
    ) -> EncodedResponse | None:
        service = self._service
        try:
            principal = verify_token(service, token_of_header(environ["HTTP_AUTHORIZATION"]))
            environ[PRINCIPAL_KEY] = principal
            enter_flow(principal.user_id)
            return answer(service, environ, principal, investigation_id, request_id)
        except (WizardError, StorageError):
            return None

    @cached_property
    def _host_has_hooks(self) -> bool:
        # Hooks that the host application runs for every request, such as an allow-list, must run for reads as well.
        app = self._app
        hooks = [*app.before_request_funcs.get(None, ()), *app.after_request_funcs.get(None, ())]
        package = __name__.partition(".")[0]
        return any(getattr(hook, "__module__", "").partition(".")[0] != package for hook in hooks)


def _answer_state(
    service: Service, environ: Environ, principal: Principal, investigation_id: str, _request_id: str
) -> EncodedResponse | None:
    if environ.get("QUERY_STRING"):
        return None
    if_none_match = environ.get("HTTP_IF_NONE_MATCH")
    is_unchanged = None if if_none_match is None else partial(matches_etag, if_none_match)
    return read_state(service, principal, investigation_id, is_unchanged)


def _access_entry(environ: Environ, request_id: str, route: str, investigation_id: str | None) -> AccessEntry:
    traceparent = environ.get("HTTP_TRACEPARENT", "")
    return AccessEntry(
        {
            "route": route,
            "request_id": request_id,
            "user": environ[PRINCIPAL_KEY].user_id,
            "investigation": investigation_id,
            "traceparent": traceparent if trace_id_of(traceparent) else None,
        }
    )
