"""The connection under a stream or socket: writes are whole and bounded, and a peer that left is noticed.

simple-websocket calls `send`, which under gevent may write only part of a frame.
"""

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from typing import Any

from ...process.threads import deadline, is_patched

# Where WSGI servers leave the connection's socket.
ENVIRON_KEYS = ("gunicorn.socket", "werkzeug.socket")
# How long a closing socket listens to a peer that is still sending.
DRAIN_S = 1.0
SEND_BUFFER_BYTES = 64 * 1024
# Each piece has the whole time: a listener on a slow line takes a large state in several of them.
CHUNK_BYTES = 32 * 1024


class AtomicWriteSocket:
    """Sends everything or fails, one writer at a time, so that a pong never lands inside an event.

    response_headers: lines added to the answer to the handshake, which is the first thing sent and which
    simple-websocket lets nobody add to.

    rest: what `send_at_once` has begun to send; whatever is sent next comes after it.

    A peer that takes no piece of it within the time is let go: after half a frame nothing can follow.
    """

    def __init__(self, connection: socket.socket, write_timeout_s: float, response_headers: bytes = b"") -> None:
        self._connection = connection
        self._write_timeout_s = write_timeout_s
        self._response_headers = response_headers
        self._lock = threading.Lock()
        self._broken = False
        # Under gevent no socket of the system's ever blocks; what TLS makes of the bytes, it makes in `sendall`.
        self._takes_bytes_at_once = is_patched() and type(connection) is socket.socket
        self.unsent = b""

    def send_at_once(self, frame: bytes, wake: threading.Event) -> bool:
        """Send without waiting. False: nothing was sent, and `send` can tell why. Sets `wake` when it leaves a rest."""
        if not self._takes_bytes_at_once or self._broken or self.unsent or len(frame) > SEND_BUFFER_BYTES:
            return False
        try:
            self.unsent = frame[os.write(self._connection.fileno(), frame) :]
        except OSError:
            return False
        if self.unsent:
            wake.set()
        return True

    def send(self, frame: bytes) -> int:
        with self._lock:
            if self._broken:
                raise BrokenPipeError("an earlier frame was not sent whole")
            self._broken = True
            if self._response_headers:
                frame = frame.replace(b"\r\n\r\n", b"\r\n" + self._response_headers + b"\r\n", 1)
                self._response_headers = b""
            unsent, self.unsent = self.unsent, b""
            for piece in chunks(unsent + frame):
                with deadline(self._write_timeout_s):
                    self._connection.sendall(piece)
            self._broken = False
        return len(frame)

    def close(self) -> None:
        """Close after the peer's last words were read: unread input would turn the close into a reset."""
        with contextlib.suppress(OSError):
            self._connection.shutdown(socket.SHUT_WR)
            with deadline(DRAIN_S):
                while self._connection.recv(65536):
                    pass
        self._connection.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def chunks(content: bytes) -> Iterator[bytes]:
    """Cut what is to be written into pieces that a listener on the slowest line takes in time."""
    for begin in range(0, len(content), CHUNK_BYTES):
        yield content[begin : begin + CHUNK_BYTES]


def wrap_socket(environ: dict[str, Any], write_timeout_s: float, headers: dict[str, str]) -> None:
    """Put a WholeFrameSocket in place of the connection's socket; `headers` go with the handshake's answer."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode()
    for key in ENVIRON_KEYS:
        if key in environ:
            environ[key].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
            environ[key] = AtomicWriteSocket(environ[key], write_timeout_s, lines)


def set_write_deadline(environ: dict[str, Any], write_timeout_s: float) -> None:
    """End a response whose peer does not read, instead of holding its greenlet for ever.

    The small send buffer makes sure that it is the peer who has room for what is waiting, not this host.
    """
    for key in ENVIRON_KEYS:
        if key in environ:
            environ[key].settimeout(write_timeout_s)
            environ[key].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)


def connection_of(environ: dict[str, Any]) -> Any:
    """Return the socket under a request, None where the server hides it."""
    return next((environ[key] for key in ENVIRON_KEYS if key in environ), None)


def peer_closed(environ: dict[str, Any]) -> bool:
    """Say whether the peer has closed its side, which a write would tell only the second time."""
    connection = connection_of(environ)
    if connection is None:
        return False
    patience_s = connection.gettimeout()
    # Not `select`, which knows no descriptor beyond 1,023.
    connection.settimeout(0)
    try:
        return not connection.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    except OSError:
        return True
    finally:
        connection.settimeout(patience_s)
