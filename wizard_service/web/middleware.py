"""The hooks before and after every request under the service's paths, and the handling of its errors.

Requests for other paths of a host application are not changed, and the host application handles their errors.
"""

import ipaddress
import re
import time
from collections.abc import Iterable
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, request
from prometheus_client import Counter, Histogram

from ..domain.audit.denied_attempts import record_denied_attempt
from ..domain.identity.caller import Caller
from ..errors import WizardError
from ..metrics import REQUEST_SECONDS, REQUESTS, uncritical
from ..process.access_log import ENTRY_KEY, AccessEntry
from ..process.log_format import describe_requests
from ..process.parking import ConnectionTaken
from . import problems, rate_limit
from .origins import add_cors_headers, check_host, preflight_response
from .request_id import request_id, request_id_headers, request_members
from .service import Service

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# A prefix begins the paths of links and cookies, so it must be one plain absolute path.
_PREFIX = re.compile(r"(/(?!\.+(/|$))[A-Za-z0-9._~-]+)+")
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class ForwardedPrefix:
    """Wraps a WSGI application behind proxies that strip a prefix from the path and name it in X-Forwarded-Prefix.

    The prefix becomes the SCRIPT_NAME, which begins every address that the service sends. Without a trusted proxy that
    sends it, a client could choose where its links lead.
    """

    def __init__(self, view: "WSGIApplication", trusted_proxies: Iterable[str]) -> None:
        self._view = view
        self._networks = [ipaddress.ip_network(proxy, strict=False) for proxy in trusted_proxies]

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        prefix = environ.get("HTTP_X_FORWARDED_PREFIX", "").rstrip("/")
        if _PREFIX.fullmatch(prefix) and self._is_trusted(environ.get("REMOTE_ADDR", "")):
            environ["SCRIPT_NAME"] = prefix + environ.get("SCRIPT_NAME", "")
        return self._view(environ, start_response)

    def _is_trusted(self, address: str) -> bool:
        try:
            client = ipaddress.ip_address(address)
        except ValueError:
            # Only programs of this machine reach a socket file, whose clients have no address.
            return not address
        return any(client in network for network in self._networks)


class RequestHooks:
    """The hooks of one application. own_prefix: the base path of the service, empty when all paths belong to it."""

    def __init__(self, app: Flask, service: Service, own_prefix: str) -> None:
        self._app = app
        self._service = service
        self._own_path = own_prefix
        self._own_paths = f"{own_prefix}/"
        self._allowed_origins = service.config.server.allowed_origins
        self._has_access_log = service.config.log.access_log
        self._handle_host_error = app.handle_user_exception

    def install(self) -> None:
        """Install the hooks, and replace the application's `handle_user_exception`.

        Handlers that the host application registers, such as `errorhandler(404)`, would precede those of the service,
        and they must stay in force for every other path.
        """
        describe_requests(request_members)
        self._app.before_request(self.begin_request)
        self._app.after_request(self.finish_response)
        self._app.teardown_request(self.finish_taken)
        self._app.handle_user_exception = self.handle_error  # type: ignore[method-assign, assignment]

    def begin_request(self) -> Response | None:
        """Start the clock, let other requests run, and answer CORS preflights. Raises as `check_host` does."""
        if not self._is_own(request.path):
            return None
        g.wizard_started_at = time.perf_counter()
        if self._has_access_log:
            request.environ[ENTRY_KEY] = AccessEntry()
        # A keep-alive client whose next request is already there never waits, so its greenlet would never yield: one
        # such client would starve the others (p99 1.5 s against 42 ms). The request waits again with its user's.
        time.sleep(0)
        check_host(request, self._service.config.server)
        return preflight_response(request, self._allowed_origins) if request.method == "OPTIONS" else None

    def finish_response(self, response: Response) -> Response:
        """Add the headers that every response has, and count it."""
        if not self._is_own(request.path):
            return response
        response.headers.update(request_id_headers() | rate_limit.response_headers())
        response.headers.setdefault("Cache-Control", "no-store")
        if self._allowed_origins:
            add_cors_headers(request, response, self._allowed_origins)
        _observe(response.status_code)
        return response

    def finish_taken(self, error: BaseException | None) -> None:
        """Count a handshake whose connection the application has taken: it ends without a response."""
        if isinstance(error, ConnectionTaken) and self._is_own(request.path):
            _observe(HTTPStatus.SWITCHING_PROTOCOLS)

    def handle_error(self, error: Exception) -> Any:
        """Return the problem for an error under a path of the service, and leave others to the host application."""
        if not self._is_own(request.path):
            return self._handle_host_error(error)
        if isinstance(error, WizardError) and request.method not in _SAFE_METHODS:
            _record_denied_attempt(self._service, error)
        response = problems.response_for(error)
        return self._handle_host_error(error) if response is None else response

    def _is_own(self, path: str) -> bool:
        return path.startswith(self._own_paths) or path == self._own_path


def count_response(method: str, route: str | None, status: int, seconds: float) -> None:
    """Count one response.

    route: the rule with its placeholders, because each id would create its own time series; None when no rule matched.
    """
    with uncritical():
        counter, histogram = _series(method if route else "any", route or "none", status)
        counter.inc()
        histogram.observe(seconds)


# `labels` validates its arguments and takes a lock each time. The number of combinations is bounded by the rules.
@lru_cache(maxsize=4096)
def _series(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(method, route, status), REQUEST_SECONDS.labels(route)


def _observe(status: int) -> None:
    """Count the response to the current request, and describe it for the access log."""
    # A hook of the host application may have answered before `begin_request` ran.
    started_at = g.get("wizard_started_at", time.perf_counter())
    count_response(request.method, _route(), status, time.perf_counter() - started_at)
    if ENTRY_KEY in request.environ:
        request.environ[ENTRY_KEY].members = request_members() | {"route": _route()}


def _route() -> str | None:
    return request.url_rule.rule if request.url_rule else None


def _record_denied_attempt(service: Service, error: WizardError) -> None:
    investigation_id = (request.view_args or {}).get("investigation_id")
    principal = g.get("wizard_principal")
    if investigation_id is None or principal is None or request.url_rule is None:
        return
    path = request.url_rule.rule.rpartition("<investigation_id>/")[2].replace("<path:", "<")
    caller = Caller(principal, "USER", request_id())
    record_denied_attempt(service.store, caller, investigation_id, f"{request.method} {path}", error)
