"""The ids by which one request can be found in logs, events and problems: its own, and that of the caller's trace.

The trace is in the header `traceparent` of W3C Trace Context (https://www.w3.org/TR/trace-context/).
"""

import re
import uuid

from flask import g, has_request_context, request

HEADER = "X-Request-ID"
# Any other character could break a log line or a header.
_ACCEPTED = re.compile(r"[A-Za-z0-9._:/+=@-]{1,128}")
# Version, trace id, parent id and flags. Neither id is all zeros, and version ff does not exist. Only a version after
# 00 may have further fields, which are ignored.
_TRACEPARENT = re.compile(r"((?!ff)[0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?")


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


def request_members() -> dict[str, str | int | float | None]:
    """Return what a line of the log says about the current request, {} outside of a request."""
    if not has_request_context():
        return {}
    traceparent, principal = request.headers.get("traceparent", ""), g.get("wizard_principal")
    return {
        "request_id": request_id(),
        "user": principal.user_id if principal else None,
        "investigation": (request.view_args or {}).get("investigation_id"),
        "traceparent": traceparent if trace_id_of(traceparent) else None,
    }


def trace_id() -> str | None:
    """Return the trace id of the current request's caller, None without a valid `traceparent`."""
    return trace_id_of(request.headers.get("traceparent", ""))


def trace_id_of(traceparent: str) -> str | None:
    """Return the trace id of a `traceparent`, None for one that is not valid."""
    fields = _TRACEPARENT.fullmatch(traceparent)
    if fields is None or (fields[1] == "00" and fields[3]):
        return None
    return fields[2]
