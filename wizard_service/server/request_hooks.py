"""gunicorn's hooks around a request: the check of its Host, and the line of the access log.

gunicorn's master imports this module, so it must not import Flask.
"""

import re
import time
from functools import partial
from typing import Any

from gunicorn.http.errors import InvalidHeader

from ..process.access_log import ENTRY_KEY, AccessEntry, log_request

# RFC 9110 section 7.2 and RFC 3986 section 3.2: uri-host [ ":" port ], where the host may be empty.
_HOST = re.compile(r"(?:\[[\w.~!$&'()*+,;=:%-]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d*)?", re.ASCII)
# A handshake that was accepted is answered past gunicorn, which then knows no status.
_SWITCHING_PROTOCOLS = 101


def check_host(worker: Any, request: Any) -> None:  # noqa: ARG001 - gunicorn's signature
    """Refuse a request without a valid Host (RFC 9112 section 3.2). gunicorn itself refuses a second one."""
    host = next((value for name, value in request.headers if name == "HOST"), None)
    if not _HOST.fullmatch(host or "") or (host is None and request.version >= (1, 1)):
        raise InvalidHeader("HOST", req=request)


def begin(worker: Any, request: Any) -> None:
    """Check the Host of a request, and start its clock."""
    check_host(worker, request)
    request.wizard_started_at = time.monotonic()


def ignore_end(worker: Any, request: Any, environ: dict[str, Any], response: Any) -> None:
    """Do nothing at the end of a request."""


def log_end(worker: Any, request: Any, environ: dict[str, Any], response: Any) -> None:  # noqa: ARG001 - gunicorn's signature
    """Write the line of a request, unless it was refused before the application ran, or is continued."""
    if response is None:
        return
    entry = environ.get(ENTRY_KEY) or AccessEntry()
    status = response.status_code if response.status else _SWITCHING_PROTOCOLS
    write = partial(_write_line, request.method, status, request.wizard_started_at, response.sent, entry)
    if entry.is_continued:
        entry.finish = write
    else:
        write()


def _write_line(method: str, status: int, started_at: float, sent_bytes: int, entry: AccessEntry) -> None:
    log_request(method, status, time.monotonic() - started_at, sent_bytes, entry)


HOOKS = check_host, ignore_end
HOOKS_WITH_ACCESS_LOG = begin, log_end
