"""The check of a WebSocket handshake (RFC 6455 section 4.2.1), while the response can still be plain HTTP."""

import base64
from typing import Any

from flask import request

from ...errors import BadRequest, UpgradeRequired
from ..origins import check_origin
from ..request_id import HEADER, request_id
from ..service import Service
from .connection import require_acknowledgements, wrap_socket


def check_handshake(service: Service) -> None:
    """Check a handshake (RFC 6455 section 4.2.1) and prepare its socket.

    Raises BadRequest, UpgradeRequired and OriginRefused, for a plain HTTP response.
    """
    if request.method != "GET" or request.environ.get("SERVER_PROTOCOL") != "HTTP/1.1":
        raise BadRequest("A handshake is a GET of HTTP/1.1.")
    if request.headers.get("Sec-WebSocket-Version") != "13":
        raise UpgradeRequired("Sec-WebSocket-Version must be 13.")
    if "Host" not in request.headers or not request.headers.get("Sec-WebSocket-Protocol", "").isascii():
        raise BadRequest("A handshake names its Host, and its subprotocols in ASCII.")
    if len(_decoded_key()) != 16:
        raise BadRequest("Sec-WebSocket-Key must be 16 bytes in base64.")
    check_origin(service.config.server)
    environ: dict[str, Any] = request.environ
    # Compression would take 90 KB for each connection.
    environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
    settings = service.config.streams
    require_acknowledgements(environ, settings.ws_heartbeat_s)
    wrap_socket(environ, settings.write_timeout_s, {HEADER: request_id()})


def _decoded_key() -> bytes:
    try:
        return base64.b64decode(request.headers.get("Sec-WebSocket-Key", ""), validate=True)
    except ValueError:
        return b""
