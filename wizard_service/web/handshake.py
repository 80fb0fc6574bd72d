"""A WebSocket handshake is checked before it is answered (RFC 6455 section 4.2.1; contract section 8)."""

import base64
from collections.abc import Collection
from typing import Any

from flask import request

from ..errors import BadRequest, UpgradeRequired
from .origins import check_origin
from .peer import guard
from .request_id import HEADER, request_id
from .runtime import runtime


def check_handshake() -> None:
    """Raise a plain HTTP error for a handshake that must not succeed, and prepare the socket of one that may."""
    if request.method != "GET" or request.environ.get("SERVER_PROTOCOL") != "HTTP/1.1":
        raise BadRequest("A handshake is a GET of HTTP/1.1.")
    if request.headers.get("Sec-WebSocket-Version") != "13":
        raise UpgradeRequired("Sec-WebSocket-Version must be 13.")
    if "Host" not in request.headers or not request.headers.get("Sec-WebSocket-Protocol", "").isascii():
        raise BadRequest("A handshake names its Host, and its subprotocols in ASCII.")
    if len(_decoded_key()) != 16:
        raise BadRequest("Sec-WebSocket-Key must be 16 bytes in base64.")
    check_origin()
    environ: dict[str, Any] = request.environ
    # Compression would cost 90 KB for each connection.
    environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
    guard(environ, runtime().config.streams.write_timeout_s, {HEADER: request_id()})


def require_known_query(known: Collection[str]) -> None:
    """Raise BadRequest for a parameter that would mean nothing: who asks for a filter must not be told everything."""
    unknown = sorted(request.args.keys() - {*known})
    if unknown:
        raise BadRequest(f"A socket knows no query parameter {unknown[0]}; it knows {', '.join(known)}.")


def _decoded_key() -> bytes:
    try:
        return base64.b64decode(request.headers.get("Sec-WebSocket-Key", ""), validate=True)
    except ValueError:
        return b""
