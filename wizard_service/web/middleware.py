"""Every client gets its turn.

Every answer is counted, by the template of its route and never by its path: ids would make series without end.

Refused attempts to change an investigation are noted for its owner.
"""

import time
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, g, request

from ..domain.audit.denied_attempts import record_denied_attempt
from ..domain.identity.caller import Caller
from ..errors import WizardError
from ..metrics import REQUEST_SECONDS, REQUESTS
from .request_id import request_id
from .service import current_service


def install_fairness(app: Flask, is_ours: Callable[[str], bool]) -> None:
    """Take a turn once per request."""

    @app.before_request
    def take_turns() -> None:
        if is_ours(request.path):
            yield_to_others()


def yield_to_others() -> None:
    """Let other greenlets run.

    A keep-alive client whose next request is already there never waits, so its greenlet would never yield: without
    this one such client starves the others (p99 1.5 s against 42 ms).
    """
    time.sleep(0)


def install_metrics(app: Flask, is_ours: Callable[[str], bool]) -> None:
    """Count the answers to paths that are ours, and the time until they begin."""

    @app.before_request
    def begin() -> None:
        g.wizard_began = time.perf_counter()

    @app.after_request
    def measure(response: Response) -> Response:
        if is_ours(request.path):
            # What no route matches ends before it has begun here.
            seconds = time.perf_counter() - g.get("wizard_began", time.perf_counter())
            route = request.url_rule.rule if request.url_rule else None
            count_answer(request.method, route, response.status_code, seconds)
        return response


def count_answer(method: str, route: str | None, status: int, seconds: float) -> None:
    """Count one answer; route: the template, None when nothing matched."""
    known = route or "none"
    REQUESTS.labels(method if route else "any", known, status).inc()
    REQUEST_SECONDS.labels(known).observe(seconds)


_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def install_denied_attempts(app: Flask, is_ours: Callable[[str], bool]) -> None:
    """Note refusals of paths that are ours, on their way to the answer, which neither waits nor fails for it."""
    handle = app.handle_user_exception

    def note_and_handle(error: Exception) -> Any:
        if isinstance(error, WizardError) and is_ours(request.path) and request.method not in _SAFE_METHODS:
            _note(error)
        return handle(error)

    app.handle_user_exception = note_and_handle  # type: ignore[method-assign, assignment]


def _note(error: WizardError) -> None:
    investigation_id = (request.view_args or {}).get("investigation_id")
    principal = g.get("wizard_principal")
    if investigation_id is None or principal is None or request.url_rule is None:
        return
    path = request.url_rule.rule.rpartition("<investigation_id>/")[2].replace("<path:", "<")
    attempted = f"{request.method} {path}"
    caller = Caller(principal, "USER", request_id())
    record_denied_attempt(current_service().store, caller, investigation_id, attempted, error)
