"""A WebSocket handshake is checked before it is answered (RFC 6455 section 4.2.1; contract section 8)."""

import base64
import binascii
from typing import Any
from urllib.parse import urlsplit

from flask import request

from ..errors import BadRequest, OriginRefused, UpgradeRequired
from .runtime import runtime
from .whole_frames import guard


def check_handshake() -> None:
    """Raise a plain HTTP error for a handshake that must not succeed, and prepare the socket of one that may."""
    if request.headers.get("Sec-WebSocket-Version") != "13":
        raise UpgradeRequired("Sec-WebSocket-Version must be 13.")
    if len(_decoded_key()) != 16:
        raise BadRequest("Sec-WebSocket-Key must be 16 bytes in base64.")
    check_origin()
    environ: dict[str, Any] = request.environ
    # Compression would cost 90 KB for each connection.
    environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
    guard(environ)


def check_origin() -> None:
    """Refuse a browser's page from elsewhere. Programs send no Origin and show a token."""
    origin = request.headers.get("Origin")
    if origin is None or origin in runtime().config.server.allowed_origins:
        return
    if urlsplit(origin).netloc != request.host or origin == "null":
        raise OriginRefused("This Origin is not allowed here; see WIZARD_ALLOWED_ORIGINS.")


def _decoded_key() -> bytes:
    try:
        return base64.b64decode(request.headers.get("Sec-WebSocket-Key", ""), validate=True)
    except binascii.Error:
        return b""
