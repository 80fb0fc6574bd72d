"""WSGI middleware that answers some requests before Flask runs: polls, reads of a state, and renewals of leases.

A fast path answers a plain request with a bearer token, and only when it succeeds or must be tried again later. Every
other response comes from the view. What a fast path has done is in the environ for the view: the verified principal,
and that the request was counted by its limit.
"""

import re
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from http import HTTPStatus
from typing import Any, NamedTuple, Protocol

from flask import Flask

from ...domain.identity.principal import Principal
from ...domain.vocabulary import INVESTIGATION_ID
from ...errors import StorageError, WizardError
from ...process.access_log import ENTRY_KEY, AccessEntry
from ...process.cooperative import enter_flow
from ..auth import PRINCIPAL_KEY, token_of_header, verify_token
from ..middleware import count_response
from ..origins import is_allowed_host
from ..problems import encoded_problem
from ..request_id import HEADER, choose_request_id, identifying_headers, trace_id_of
from ..responses import EncodedResponse
from ..service import Service

Environ = dict[str, Any]
StartResponse = Callable[..., Any]

ANY_INVESTIGATION = f"/({INVESTIGATION_ID.pattern})"
_STATUS_LINES = {status.value: f"{status.value} {status.phrase.upper()}" for status in HTTPStatus}


class FastRequest(NamedTuple):
    """A request with a valid token, whose work has begun. investigation_id: None when the path names none."""

    environ: Environ
    principal: Principal
    investigation_id: Any
    request_id: str


class FastPath(Protocol):
    """The requests of one address and one method that may be answered before Flask runs.

    path: a regular expression of the address after the base path; its group 1 is the investigation, if there is one.
    """

    method: str
    path: str

    def is_eligible(self, environ: Environ) -> bool:
        """Return whether the headers and the query of a request are those of a plain one."""

    def respond(self, request: FastRequest) -> EncodedResponse | None:
        """Return the response without its length and its id, None when the view must answer.

        The view answers as well when this raises WizardError or StorageError.
        """


class FastPathMiddleware:
    """Wraps an application in which the service is installed; `view` is the wrapped WSGI application."""

    def __init__(self, app: Flask, service: Service, fast_paths: Sequence[FastPath]) -> None:
        self._app = app
        self._service = service
        self._fast_paths = {
            (fast_path.method, _last_segment(fast_path.path)): (
                fast_path,
                re.compile(re.escape(service.config.server.base_path) + fast_path.path),
            )
            for fast_path in fast_paths
        }
        self.view = app.wsgi_app

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        started_at = time.perf_counter()
        method = environ["REQUEST_METHOD"]
        fast_path, path = self._fast_paths.get((method, _last_segment(environ["PATH_INFO"])), (None, None))
        address = path.fullmatch(environ["PATH_INFO"]) if path and self._is_plain(environ) else None
        response = self._try_respond(fast_path, environ, address) if fast_path and address else None
        if address is None or response is None:
            return self.view(environ, start_response)
        route = _route(address)
        count_response(method, route, response.status, time.perf_counter() - started_at)
        if self._service.config.log.access_log:
            environ[ENTRY_KEY] = _access_entry(environ, response, route, address[1])
        length = {"Content-Length": str(len(response.body))} if response.body else {}
        start_response(_STATUS_LINES[response.status], list((response.headers | length).items()))
        return [response.body] if response.body else ()

    def _is_plain(self, environ: Environ) -> bool:
        return (
            "HTTP_AUTHORIZATION" in environ
            and "HTTP_ORIGIN" not in environ
            and not self._host_has_hooks
            and is_allowed_host(environ.get("HTTP_HOST", ""), self._service.config.server)
        )

    def _try_respond(self, fast_path: FastPath, environ: Environ, address: re.Match[str]) -> EncodedResponse | None:
        if not fast_path.is_eligible(environ):
            return None
        request_id = choose_request_id(environ.get("HTTP_X_REQUEST_ID", ""))
        try:
            principal = verify_token(self._service, token_of_header(environ["HTTP_AUTHORIZATION"]))
            environ[PRINCIPAL_KEY] = principal
            enter_flow(principal.user_id)
            response = fast_path.respond(FastRequest(environ, principal, address[1], request_id))
        except (WizardError, StorageError):
            return None
        return response and response.with_headers(identifying_headers(request_id))

    @cached_property
    def _host_has_hooks(self) -> bool:
        # Hooks that the host application runs for every request, such as an allow-list, must run for these as well.
        app = self._app
        hooks = [*app.before_request_funcs.get(None, ()), *app.after_request_funcs.get(None, ())]
        package = __name__.partition(".")[0]
        return any(getattr(hook, "__module__", "").partition(".")[0] != package for hook in hooks)


def origin_headers(service: Service) -> dict[str, str]:
    """Return the headers of every response that has no entity tag."""
    return {"Vary": "Origin"} if service.config.server.allowed_origins else {}


def problem_response(service: Service, error: WizardError, request_id: str) -> EncodedResponse:
    return encoded_problem(error, request_id).with_headers(origin_headers(service))


def _last_segment(path: str) -> str:
    return path.rpartition("/")[2]


def _route(address: re.Match[str]) -> str:
    """Return the rule of the view, by which responses are counted."""
    begin, end = address.span(1)
    return address.string if begin < 0 else f"{address.string[:begin]}<investigation_id>{address.string[end:]}"


def _access_entry(environ: Environ, response: EncodedResponse, route: str, investigation_id: str | None) -> AccessEntry:
    traceparent = environ.get("HTTP_TRACEPARENT", "")
    return AccessEntry(
        {
            "route": route,
            "request_id": response.headers[HEADER],
            "user": environ[PRINCIPAL_KEY].user_id,
            "investigation": investigation_id,
            "traceparent": traceparent if trace_id_of(traceparent) else None,
        }
    )
