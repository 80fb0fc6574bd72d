"""The hooks before and after every request under the service's paths, and the handling of its errors.

Other paths of a host application stay as they were: no hook changes them, and the host handles their errors.
"""

import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Flask, Response, g, request
from prometheus_client import Counter, Histogram

from ..domain.audit.denied_attempts import record_denied_attempt
from ..domain.identity.caller import Caller
from ..errors import WizardError
from ..metrics import REQUEST_SECONDS, REQUESTS
from . import problems, rate_limit
from .cors import add_cors_headers, preflight_response
from .request_id import identifying_headers, request_id
from .service import Service

_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def install(app: Flask, service: Service, is_own_path: Callable[[str], bool]) -> None:
    """Install the hooks and the error handling."""
    _install_hooks(app, service, is_own_path)
    _install_error_handling(app, service, is_own_path)


def _install_hooks(app: Flask, service: Service, is_own_path: Callable[[str], bool]) -> None:
    allowed_origins = service.config.server.allowed_origins

    @app.before_request
    def begin_request() -> Response | None:
        if not is_own_path(request.path):
            return None
        g.wizard_started_at = time.perf_counter()
        yield_to_others()
        return preflight_response(request, allowed_origins)

    @app.after_request
    def finish_response(response: Response) -> Response:
        if is_own_path(request.path):
            response.headers.update(identifying_headers(request_id()) | rate_limit.response_headers())
            response.headers.setdefault("Cache-Control", "no-store")
            add_cors_headers(request, response, allowed_origins)
            _observe(response)
        return response


def _install_error_handling(app: Flask, service: Service, is_own_path: Callable[[str], bool]) -> None:
    # A host's own `errorhandler(404)` would win over registered handlers, and the host's handlers must stay in force
    # for every other path: so `handle_user_exception` is replaced.
    handle_host_error = app.handle_user_exception

    def handle_error(error: Exception) -> Any:
        if not is_own_path(request.path):
            return handle_host_error(error)
        if isinstance(error, WizardError) and request.method not in _SAFE_METHODS:
            _record_denied_attempt(service, error)
        response = problems.response_for(error)
        return handle_host_error(error) if response is None else response

    app.handle_user_exception = handle_error  # type: ignore[method-assign, assignment]


def yield_to_others() -> None:
    """Run other greenlets first.

    A keep-alive client whose next request is already there never waits, so its greenlet would never yield: without
    this call one such client starves the others (p99 1.5 s against 42 ms).
    """
    time.sleep(0)


def count_response(method: str, route: str | None, status: int, seconds: float) -> None:
    """Count one response. route: the rule with its placeholders, because ids would make series without end.

    None as a route stands for a path that no rule matched.
    """
    counter, histogram = _series(method if route else "any", route or "none", status)
    counter.inc()
    histogram.observe(seconds)


# `labels` validates its arguments and takes a lock each time. The number of combinations is bounded by the rules.
@lru_cache(maxsize=4096)
def _series(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(method, route, status), REQUEST_SECONDS.labels(route)


def _observe(response: Response) -> None:
    # A host's own hook may have answered before `begin_request` ran.
    started_at = g.get("wizard_started_at", time.perf_counter())
    route = request.url_rule.rule if request.url_rule else None
    count_response(request.method, route, response.status_code, time.perf_counter() - started_at)


def _record_denied_attempt(service: Service, error: WizardError) -> None:
    investigation_id = (request.view_args or {}).get("investigation_id")
    principal = g.get("wizard_principal")
    if investigation_id is None or principal is None or request.url_rule is None:
        return
    path = request.url_rule.rule.rpartition("<investigation_id>/")[2].replace("<path:", "<")
    caller = Caller(principal, "USER", request_id())
    record_denied_attempt(service.store, caller, investigation_id, f"{request.method} {path}", error)
