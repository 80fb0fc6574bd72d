"""The id by which one request can be found in logs, events and problems."""

import re
import uuid

from flask import g, request

HEADER = "X-Request-ID"
# Any other character could break a log line or a header.
_ACCEPTED = re.compile(r"[A-Za-z0-9._:/+=@-]{1,128}")


def request_id() -> str:
    """Return the id that the caller sent when it is acceptable, else a new one."""
    current: str | None = g.get("wizard_request_id")
    if current is None:
        current = g.wizard_request_id = choose_request_id(request.headers.get(HEADER, ""))
    return current


def choose_request_id(sent: str) -> str:
    """Return `sent` when it is acceptable, else a new id."""
    return sent if _ACCEPTED.fullmatch(sent) else str(uuid.uuid4())


def request_id_headers() -> dict[str, str]:
    """Return the headers that every response to the current request has."""
    return identifying_headers(request_id())


def identifying_headers(request_id: str) -> dict[str, str]:
    """Return the headers of every response: the request's id, and two that protect it from other sites' pages.

    With these two, a browser does not guess the media type of the response, and does not give the response to a page
    that includes it as an image or a script.
    """
    return {HEADER: request_id, "X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}
