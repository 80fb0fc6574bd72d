"""gunicorn's own error responses, to requests that never reach the application, as problem documents like all others.

gunicorn's master imports this module before gevent patches, so it must not import Flask.
"""

import uuid
from http import HTTPStatus
from typing import Any

import orjson
from gunicorn import util

# gunicorn answers an unknown transfer coding with 501, although it is the client's mistake.
_STATUS = {501: 400}


def install() -> None:
    """Replace gunicorn's HTML error pages in this process."""
    util.write_error = _write_problem


def refuse_overloaded(connection: Any) -> None:
    """Answer 503, because the worker has no file descriptor or capacity for this connection."""
    detail = "This process has no place for another connection; nothing was done."
    _write(connection, 503, "overloaded", detail, "Retry-After: 1")


def _write_problem(connection: Any, status: int, reason: str, detail: str) -> None:
    status = _STATUS.get(status, status)
    _write(connection, status, "bad_request" if status < 500 else "internal", detail or reason)


def _write(connection: Any, status: int, code: str, detail: str, *headers: str) -> None:
    title, request_id = HTTPStatus(status).phrase, str(uuid.uuid4())
    document = {"type": f"urn:wizard:problem:{code}", "title": title, "status": status}
    document |= {"detail": detail[:200], "code": code, "request_id": request_id}
    body = orjson.dumps(document)
    head = (
        f"HTTP/1.1 {status} {title}",
        "Connection: close",
        "Content-Type: application/problem+json",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        f"X-Request-ID: {request_id}",
        *headers,
    )
    util.write_nonblock(connection, "\r\n".join([*head, "", ""]).encode() + body)
