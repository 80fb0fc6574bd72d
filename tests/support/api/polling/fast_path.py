"""Requests that are answered before Flask is entered, beside the same by their view."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, request, request_started
from werkzeug.test import Client, TestResponse

from tests.support.api.client import BASE, Api, Headers

# Differs between two answers to one request: ids, times, the spread of the advice, and what is left of the limit.
VARIABLE = re.compile(r'(?<=r=)\d+|"request_id":"[^"]*"|"(?:timestamp|expires_at)":"[^"]*"|"next_poll_interval":\d+')


@contextmanager
def entries(app: Flask) -> Iterator[list[str]]:
    """Yield the methods of the requests that reach Flask."""
    methods: list[str] = []

    def note(_: Flask, **__: Any) -> None:
        methods.append(request.method)

    with request_started.connected_to(note, app):
        yield methods


def by_view(app: Flask, api: Api, path: str, headers: Headers, method: str = "GET") -> TestResponse:
    """Return the answer of the application without the middleware in front of it."""
    view = Client(app.wsgi_app.view)  # type: ignore[attr-defined]
    return view.open(BASE + path, method=method, headers={"Authorization": f"Bearer {api.token}"} | headers)


def comparable(response: TestResponse) -> tuple[int, list[tuple[str, str]], str]:
    """Return the parts of a response that must be equal on both paths: status, headers and body."""
    headers = []
    for name, value in sorted(response.headers):
        if name == "X-Recommended-Interval":
            assert 0 < int(value) <= 30_000
        headers.append((name, "" if name in ("X-Request-ID", "X-Recommended-Interval") else VARIABLE.sub("", value)))
    body = VARIABLE.sub("", response.text)
    # The variable parts have different lengths.
    return response.status_code, [header for header in headers if header[0] != "Content-Length"], body
