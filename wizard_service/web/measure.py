"""Every answer is counted, by the template of its route and never by its path: ids would make series without end."""

import time
from collections.abc import Callable

from flask import Flask, Response, g, request

from ..metrics import REQUEST_SECONDS, REQUESTS


def install(app: Flask, is_ours: Callable[[str], bool]) -> None:
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
