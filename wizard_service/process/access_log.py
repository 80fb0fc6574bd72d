"""The access log: a line for each request, when its response has ended (WIZARD_ACCESS_LOG).

The server times a request and writes its line. The application leaves what it alone knows in an `AccessEntry`. A line
names the route in place of the path, and no query, because either may hold something secret.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from .log_format import Members

LOGGER = "wizard_service.access"
# The key of the WSGI environ under which the entry of a request is.
ENTRY_KEY = "wizard.access_entry"
_log = logging.getLogger(LOGGER)


@dataclass
class AccessEntry:
    """The data that the application has of one request.

    members: route, request id, user, investigation and traceparent, as far as they are known.
    sent_bytes: bytes that were written to the connection past the server: direct delivery and sockets.
    is_continued: whether the application goes on with the response after the server's part of it.
    finish: writes the line of a response that was continued; set by the server.
    """

    members: Members = field(default_factory=dict)
    sent_bytes: int = 0
    is_continued: bool = False
    finish: Callable[[], None] | None = None


def log_request(method: str, status: int, duration_s: float, sent_bytes: int, entry: AccessEntry) -> None:
    """Write the line of one request. sent_bytes: of the response's body, as far as the server has sent it."""
    members = {
        "method": method,
        "route": None,
        "status": status,
        "duration_ms": round(duration_s * 1000, 1),
        "bytes": sent_bytes + entry.sent_bytes,
    } | entry.members
    _log.info("%s %s %s", method, members["route"] or "-", status, extra={"members": members})
