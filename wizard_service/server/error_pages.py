"""How gunicorn itself refuses a request that never reaches the application, as a problem like any other.

The master imports this: it needs nothing of Flask, which must be imported by patched workers only.
"""

import uuid
from http import HTTPStatus
from typing import Any

import orjson
from gunicorn import util

# An unknown transfer coding is the caller's mistake; gunicorn calls it 501.
_STATUS = {501: 400}


def install() -> None:
    """Put these answers in place of gunicorn's HTML pages, in this process."""
    util.write_error = _write_problem


def _write_problem(connection: Any, status: int, reason: str, detail: str) -> None:
    status = _STATUS.get(status, status)
    title, request_id = HTTPStatus(status).phrase, str(uuid.uuid4())
    code = "bad_request" if status < 500 else "internal"
    document = {"type": f"urn:wizard:problem:{code}", "title": title, "status": status}
    document |= {"detail": (detail or reason)[:200], "code": code, "request_id": request_id}
    body = orjson.dumps(document)
    head = (
        f"HTTP/1.1 {status} {title}",
        "Connection: close",
        "Content-Type: application/problem+json",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        f"X-Request-ID: {request_id}",
    )
    util.write_nonblock(connection, "\r\n".join([*head, "", ""]).encode() + body)
