"""What a client has said on its socket and nobody has heard yet.

A WebSocket handshake is checked before it is answered (RFC 6455 section 4.2.1; contract section 8).
"""

import base64
from collections.abc import Collection, Iterable
from typing import Any, SupportsIndex

from flask import request

from ...errors import BadRequest, UpgradeRequired
from ..auth import check_origin
from ..request_id import HEADER, request_id
from ..service import current_service
from .connection import wrap_socket

# Sixteen of the largest messages. Whoever says more without listening would fill the worker's memory meanwhile.
MAX_UNHEARD_BYTES = 1024 * 1024
# What an empty message takes.
_MESSAGE_BYTES = 64


class BoundedReceiveBuffer(list[str | bytes]):
    """Takes the place of simple-websocket's list, which its reader fills without end while the socket is being written.

    Raises ConnectionAbortedError, with which the reader gives the connection up.
    """

    def __init__(self, messages: Iterable[str | bytes] = ()) -> None:
        super().__init__(messages)
        self._unheard_bytes = sum(map(_size_bytes, self))

    def append(self, message: str | bytes) -> None:
        self._unheard_bytes += _size_bytes(message)
        if self._unheard_bytes > MAX_UNHEARD_BYTES:
            raise ConnectionAbortedError("The client says too much and does not listen.")
        super().append(message)

    def pop(self, index: SupportsIndex = -1) -> str | bytes:
        message = super().pop(index)
        self._unheard_bytes -= _size_bytes(message)
        return message


def _size_bytes(message: str | bytes) -> int:
    return len(message) + _MESSAGE_BYTES


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
    wrap_socket(environ, current_service().config.streams.write_timeout_s, {HEADER: request_id()})


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
