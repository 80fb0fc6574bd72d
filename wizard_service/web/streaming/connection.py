"""The connection under a stream or socket, which gunicorn or werkzeug puts into the WSGI environ.

Writes are whole and bounded in time, and a peer that has closed is noticed. Everything that depends on the internals of
gunicorn's sockets and responses is here; `tests/unit/web/streaming/test_gunicorn_internals.py` asserts them.
"""

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from typing import Any

from ...process.access_log import ENTRY_KEY, AccessEntry
from ...process.cooperative import yield_to_others
from ...process.parking import Wake
from ...process.threads import deadline, is_patched

# The keys under which WSGI servers put the connection's socket.
ENVIRON_KEYS = ("gunicorn.socket", "werkzeug.socket")
# A closing connection reads this long from a peer that is still sending.
DRAIN_S = 1.0
SEND_BUFFER_BYTES = 64 * 1024
# The write timeout applies to each chunk, so that a client on a slow line can receive a large state.
CHUNK_BYTES = 32 * 1024
# A peer that vanished does not acknowledge the next heartbeat. The kernel waits a heartbeat interval and this time for
# the acknowledgement, but never longer than the maximum; the connection ends within two heartbeats and 5 s.
ACKNOWLEDGEMENT_S, MAX_SILENCE_S = 2, 30


class AtomicWriteSocket:
    """A socket that sends each frame whole or fails, one writer at a time.

    simple-websocket and the event streams write from several greenlets. `socket.send` may write only a part of a frame
    under gevent, and a pong must not land inside an event. Nothing can follow a frame that was sent in part, so the
    connection is unusable once a chunk exceeds the write timeout.

    entry: of the access log, which counts what is sent; None without an access log.
    can_write_directly: whether a write to the descriptor is a write to the peer, and does not block.
    unsent: the rest of a frame that `send_now` could not write at once; the next `send` begins with it.
    response_headers: added to the response to a handshake, which is the first write.
    """

    def __init__(
        self,
        connection: socket.socket,
        write_timeout_s: float,
        response_headers: bytes = b"",
        entry: AccessEntry | None = None,
    ) -> None:
        self.connection = connection
        self.entry = entry
        self._write_timeout_s = write_timeout_s
        self._response_headers = response_headers
        self._lock = threading.Lock()
        self._broken = False
        # Under gevent the operating system's socket never blocks. A TLS socket encrypts in `sendall`.
        self.can_write_directly = is_patched() and type(connection) is socket.socket
        self.unsent = b""

    def send_now(self, frame: bytes, wake: Wake) -> bool:
        """Send without waiting. False: nothing was sent. Sets `wake` when a rest stays unsent."""
        if not self.can_write_directly or self._broken or self.unsent or len(frame) > SEND_BUFFER_BYTES:
            return False
        try:
            self.unsent = frame[os.write(self.connection.fileno(), frame) :]
        except OSError:
            return False
        if self.unsent:
            wake.set()
        if self.entry:
            self.entry.sent_bytes += len(frame)
        return True

    def send(self, frame: bytes) -> int:
        """Send whatever is unsent and the whole frame. Raises OSError when the peer does not take it in time."""
        with self._lock:
            if self._broken:
                raise BrokenPipeError("an earlier frame was not sent whole")
            self._broken = True
            if self._response_headers:
                frame = frame.replace(b"\r\n\r\n", b"\r\n" + self._response_headers + b"\r\n", 1)
                self._response_headers = b""
            unsent, self.unsent = self.unsent, b""
            for chunk in chunks(unsent + frame):
                with deadline(self._write_timeout_s):
                    self.connection.sendall(chunk)
            self._broken = False
        if self.entry:
            self.entry.sent_bytes += len(frame)
        return len(frame)

    def recv_now(self, size_bytes: int) -> bytes | None:
        """Return what has arrived, None when nothing has. Only where `can_write_directly`. Raises OSError."""
        try:
            return os.read(self.connection.fileno(), size_bytes)
        except BlockingIOError:
            return None

    def recv(self, size_bytes: int, flags: int = 0) -> bytes:
        # A peer whose next bytes are already there never makes its reader wait.
        yield_to_others()
        received: bytes = self.connection.recv(size_bytes, flags)
        return received

    def close(self) -> None:
        """Close after reading what the peer has sent: unread input would turn the close into a reset."""
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            with deadline(DRAIN_S):
                while self.recv(65536):
                    pass
        self.connection.close()


def chunks(content: bytes) -> Iterator[bytes]:
    """Split data into chunks that a client on the slowest supported line can receive within the write timeout."""
    for begin in range(0, len(content), CHUNK_BYTES):
        yield content[begin : begin + CHUNK_BYTES]


def wrap_socket(environ: dict[str, Any], write_timeout_s: float, headers: dict[str, str]) -> None:
    """Replace the connection's socket with an AtomicWriteSocket; `headers` go with the response to the handshake."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode()
    for key in ENVIRON_KEYS:
        if key in environ:
            environ[key].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
            environ[key] = AtomicWriteSocket(environ[key], write_timeout_s, lines, environ.get(ENTRY_KEY))


def set_write_deadline(environ: dict[str, Any], write_timeout_s: float) -> None:
    """Make a response fail when its peer does not read, instead of blocking its greenlet without end.

    The send buffer is small, so that unread data does not fill this host's memory.
    """
    connection = connection_of(environ)
    if connection is not None:
        connection.settimeout(write_timeout_s)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)


def require_acknowledgements(environ: dict[str, Any], heartbeat_s: float) -> None:
    """Make the kernel close a connection whose peer does not acknowledge a heartbeat (RFC 5482)."""
    connection = connection_of(environ)
    if connection is None or not hasattr(socket, "TCP_USER_TIMEOUT"):
        return
    timeout_ms = round(min(MAX_SILENCE_S, heartbeat_s + ACKNOWLEDGEMENT_S) * 1000)
    # A Unix socket has no peer that can vanish.
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, timeout_ms)


def connection_of(environ: dict[str, Any]) -> Any:
    """Return the socket under a request, None when the server does not provide it."""
    return next((environ[key] for key in ENVIRON_KEYS if key in environ), None)


def peer_closed(connection: socket.socket | None) -> bool:
    """Return whether the peer has closed its side. A write would fail only the second time."""
    if connection is None:
        return False
    timeout_s = connection.gettimeout()
    # `select` cannot watch descriptors beyond 1,023.
    connection.settimeout(0)
    try:
        return not connection.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    except OSError:
        return True
    finally:
        connection.settimeout(timeout_s)


def has_written_chunks(start_response: Any, size: int) -> bool:
    """Return whether gunicorn has written exactly `size` bytes of a response, each piece as one chunk.

    False for any other server, and for one behind a middleware, which hides gunicorn's response.
    """
    response = getattr(start_response, "__self__", None)
    return getattr(response, "chunked", False) is True and getattr(response, "sent", None) == size
