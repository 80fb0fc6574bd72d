"""The id by which one request is found again in logs, events and problems."""

import re
import uuid
from collections.abc import Callable

from flask import Flask, Response, g, request

HEADER = "X-Request-ID"
# What a caller may choose: nothing that could break a log line or a header.
_SANE = re.compile(r"[A-Za-z0-9._:/+=@-]{1,128}")


def request_id() -> str:
    """Return the caller's id when it sent a sane one, else one made for this request."""
    if "wizard_request_id" not in g:
        g.wizard_request_id = chosen_request_id(request.headers.get(HEADER, ""))
    known: str = g.wizard_request_id
    return known


def chosen_request_id(sent: str) -> str:
    """Return what the caller sent if it is sane, else a new id."""
    return sent if _SANE.fullmatch(sent) else str(uuid.uuid4())


def identifying_headers(request_id: str) -> dict[str, str]:
    return {HEADER: request_id, "X-Content-Type-Options": "nosniff"}


def install(app: Flask, is_ours: Callable[[str], bool]) -> None:
    """Add the id, and what no browser should guess, to every response of a path that is ours."""

    @app.after_request
    def identify(response: Response) -> Response:
        if is_ours(request.path):
            response.headers.update(identifying_headers(request_id()))
            response.headers.setdefault("Cache-Control", "no-store")
        return response
