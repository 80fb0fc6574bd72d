"""WebSocket connections: the check of the handshake, and a wrapper around simple-websocket (contract section 8).

Everything that depends on the internals of simple-websocket and wsproto is here;
`tests/unit/web/streaming/test_simple_websocket_internals.py` asserts them.
"""

import base64
import threading
from collections.abc import Iterable
from types import MethodType
from typing import Any, SupportsIndex

from flask import request
from simple_websocket import ConnectionClosed, Server
from wsproto.events import Ping

from ...errors import BadRequest, UpgradeRequired
from ...process.parking import Wake
from ..origins import check_origin
from ..request_id import HEADER, request_id
from ..service import Service
from .connection import DRAIN_S, AtomicWriteSocket, require_acknowledgements, wrap_socket

# Other modules import the public names of simple-websocket from here.
__all__ = ["ConnectionClosed", "Server"]

MAX_MESSAGE_BYTES = 64 * 1024
# Sixteen of the largest messages. A client that sends more without reading would fill the worker's memory.
MAX_BUFFERED_BYTES = 1024 * 1024
# The memory that an empty message takes.
_MESSAGE_BYTES = 64


class BoundedReceiveBuffer(list[str | bytes]):
    """Replaces the list that simple-websocket's reader fills without limit while the socket is being written.

    Raises ConnectionAbortedError on overflow, which makes the reader close the connection.
    """

    def __init__(self, messages: Iterable[str | bytes] = ()) -> None:
        super().__init__(messages)
        self._buffered_bytes = sum(map(_size_bytes, self))

    def append(self, message: str | bytes) -> None:
        self._buffered_bytes += _size_bytes(message)
        if self._buffered_bytes > MAX_BUFFERED_BYTES:
            raise ConnectionAbortedError("The client sends too much and does not read.")
        super().append(message)

    def pop(self, index: SupportsIndex = -1) -> str | bytes:
        message = super().pop(index)
        self._buffered_bytes -= _size_bytes(message)
        return message


class ReaderThread(threading.Thread):
    """The thread in which simple-websocket reads. It bounds what is read before the connection is served, too.

    A host application may have sockets of its own, for which nothing changes.
    """

    def __init__(self, target: MethodType) -> None:
        super().__init__(target=target)
        server: Any = target.__self__
        if isinstance(server.sock, AtomicWriteSocket):
            server.max_message_size = MAX_MESSAGE_BYTES
            server.input_buffer = BoundedReceiveBuffer()


class _EndedHandshake:
    """Takes the place of wsproto's handshake, which is asked for its events whenever data arrives."""

    def events(self) -> Iterable[object]:
        return ()


class WebSocketConnection:
    """An accepted WebSocket, whose messages simple-websocket reads in a separate thread (a greenlet).

    Sending raises OSError when the peer does not take a frame in time, and ConnectionClosed once the peer has closed.
    """

    def __init__(self, server: Server, write_timeout_s: float) -> None:
        if not isinstance(server.sock, AtomicWriteSocket):
            # `wrap_socket` does not know every server's way to provide the socket.
            server.sock = AtomicWriteSocket(server.sock, write_timeout_s)
        server.max_message_size = MAX_MESSAGE_BYTES
        server.input_buffer = BoundedReceiveBuffer(server.input_buffer)
        # Only a pong that answers a ping of the service proves that the client is alive.
        server.pong_received = False
        # Nothing reads them after the handshake, whose parser takes several KB for as long as the connection lasts.
        server.ws.handshake, server.environ = _EndedHandshake(), {}
        self._server = server

    def wake_on_input(self, wake: Wake) -> None:
        """Set `wake` on every message and on the peer's close, and once now for messages that have already arrived."""
        self._server.event = wake
        wake.set()

    def receive(self) -> str | bytes | None:
        """Return the next message, None when there is none. Raises ConnectionClosed after the last one."""
        # Without this test simple-websocket would switch to another greenlet to look for a message.
        if not self._server.input_buffer and self._server.connected:
            return None
        message: str | bytes | None = self._server.receive(timeout=0)
        return message

    def send_text(self, text: str) -> None:
        self._server.send(text)

    def send_frames(self, frames: bytes) -> None:
        """Send encoded frames in one write, after the data that `try_send_frames` has left unsent."""
        if frames or self._server.sock.unsent:
            self._server.sock.send(frames)

    def try_send_frames(self, frames: bytes, wake: Wake) -> bool:
        """Send encoded frames without waiting. False: nothing was sent. Sets `wake` when a rest stays unsent."""
        sent: bool = self._server.sock.send_now(frames, wake)
        return sent

    def ping(self) -> bool:
        """Send a ping, and return whether a pong has come since the last one."""
        had_pong, self._server.pong_received = self._server.pong_received, False
        self._server.sock.send(self._server.ws.send(Ping()))
        return bool(had_pong)

    def close(self, code: int) -> None:
        """Close with a code, and wait for the reader to end."""
        if not self._server.connected:
            return
        try:
            self._server.close(code)
        except OSError:
            return
        self.wait_for_reader()

    def wait_for_reader(self) -> None:
        self._server.thread.join(DRAIN_S)


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


def _size_bytes(message: str | bytes) -> int:
    return len(message) + _MESSAGE_BYTES
