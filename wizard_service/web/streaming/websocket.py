"""WebSocket connections: a wrapper around simple-websocket (contract section 8).

Everything that depends on the internals of simple-websocket and wsproto is here;
`tests/unit/web/streaming/test_simple_websocket_internals.py` asserts them.
"""

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import MethodType
from typing import Any, SupportsIndex

from simple_websocket import ConnectionClosed, Server
from wsproto.events import Ping
from wsproto.utilities import LocalProtocolError

from ...feed.subscription import Subscription
from ...process import parking
from ...process.access_log import AccessEntry
from ...process.parking import Parking, Wake
from ...process.threads import wake_on_input
from .connection import DRAIN_S, AtomicWriteSocket

# Other modules import the public names of simple-websocket from here.
__all__ = ["ConnectionClosed", "Server"]

MAX_MESSAGE_BYTES = 64 * 1024
# Sixteen of the largest messages. A client that sends more without reading would fill the worker's memory.
MAX_BUFFERED_BYTES = 1024 * 1024
# The memory that an empty message takes.
_MESSAGE_BYTES = 64
# simple-websocket's reader reads this much at once as well.
_RECEIVED_BYTES = 4096


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

    It does not start for a connection that can be parked: its session reads what has arrived. A host application may
    have sockets of its own, for which nothing changes.
    is_needed: whether it reads.
    """

    def __init__(self, target: MethodType) -> None:
        super().__init__(target=target)
        server: Any = target.__self__
        if isinstance(server.sock, AtomicWriteSocket):
            server.max_message_size = MAX_MESSAGE_BYTES
            server.input_buffer = BoundedReceiveBuffer()
        may_park = isinstance(server.sock, AtomicWriteSocket) and server.sock.can_write_directly and parking.may_take()
        self.is_needed = not may_park

    def start(self) -> None:
        """Start, unless the session reads."""
        if self.is_needed:
            super().start()


class _EndedHandshake:
    """Takes the place of wsproto's handshake, which is asked for its events whenever data arrives."""

    def events(self) -> Iterable[object]:
        return ()


class WebSocketConnection:
    """An accepted WebSocket.

    Where a connection can be parked, its session reads what has arrived; elsewhere simple-websocket reads in a thread.
    Sending raises OSError when the peer does not take a frame in time, and ConnectionClosed once the peer has closed.
    watch_input: has the next input of the peer wake the session.
    """

    is_reusable = False
    watch_input: Callable[[], None]

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
        self._socket: AtomicWriteSocket = server.sock
        self._may_park = isinstance(server.thread, ReaderThread) and not server.thread.is_needed

    @property
    def entry(self) -> AccessEntry | None:
        """The socket's entry in the access log."""
        return self._socket.entry

    def take(self, connection: socket.socket) -> None:
        """Continue on the same connection, which the server has given away."""
        self._socket.connection = connection

    @contextmanager
    def wakes(self, subscription: Subscription) -> Iterator[None]:
        """Let messages and the peer's close wake the session that reads a subscription."""
        if self._may_park:
            subscription.wake, subscription.waits = Parking(), False
        self._server.event = subscription.wake
        watched = self._socket.connection if self._may_park else None
        with wake_on_input(watched, subscription.wake) as self.watch_input:
            # Messages may have arrived already.
            subscription.wake.set()
            yield

    def receive(self) -> str | bytes | None:
        """Return the next message, None when there is none. Raises ConnectionClosed after the last one."""
        if self._may_park and not self._server.input_buffer:
            self._read()
        # Without this test simple-websocket would switch to another greenlet to look for a message.
        if not self._server.input_buffer and self._server.connected:
            return None
        message: str | bytes | None = self._server.receive(timeout=0)
        return message

    def send_text(self, text: str) -> None:
        self._server.send(text)

    def send_frames(self, frames: bytes) -> None:
        """Send encoded frames in one write, after the data that `try_send_frames` has left unsent."""
        if frames or self._socket.unsent:
            self._socket.send(frames)

    def try_send_frames(self, frames: bytes, wake: Wake) -> bool:
        """Send encoded frames without waiting. False: nothing was sent. Sets `wake` when a rest stays unsent."""
        return self._socket.send_now(frames, wake)

    def ping(self) -> None:
        self._socket.send(self._server.ws.send(Ping()))

    def take_pong(self) -> bool:
        """Return whether a pong has come since the last call."""
        had_pong, self._server.pong_received = self._server.pong_received, False
        return bool(had_pong)

    def close(self, code: int) -> None:
        """Close with a code, and wait until the peer has closed."""
        if not self._server.connected:
            return
        try:
            self._server.close(code)
        except OSError:
            return
        self.finish()

    def finish(self) -> None:
        """Read what the peer is still sending, and close."""
        if self._may_park:
            self._socket.close()
        else:
            self._server.thread.join(DRAIN_S)

    def _read(self) -> None:
        """Do once, and without waiting, what simple-websocket's reader does."""
        server = self._server
        try:
            received = self._socket.recv_now(_RECEIVED_BYTES) if server.connected else None
            if received:
                server.ws.receive_data(received)
                server.connected = server._handle_events()
            elif received is not None:
                # The peer has closed without a close frame.
                server.connected = False
        except (OSError, LocalProtocolError):
            server.connected = False


def _size_bytes(message: str | bytes) -> int:
    return len(message) + _MESSAGE_BYTES
