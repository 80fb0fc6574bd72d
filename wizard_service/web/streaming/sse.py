"""An event stream: a response that yields frames, and a writer that bypasses its generator to send events directly."""

import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Response

from ...feed.frames import LAST_CHUNK, Batch, http_chunk
from ...feed.subscription import Subscription
from ...process import parking
from ...process.access_log import ENTRY_KEY, AccessEntry
from ...process.parking import Parking, Wake
from ...process.threads import wake_on_input
from .connection import AtomicWriteSocket, connection_of, has_written_chunks, peer_closed


class DirectWriter:
    """Sends events from the hub to the connection, without the generator and the server in between.

    It is usable only while gunicorn writes each piece of the response as one chunk: if the response is compressed on
    its way, or is not chunked, only the server writes it.
    may_park: whether the connection can be served without a greenlet that waits.
    is_reusable: whether further requests may follow on the connection.
    wake: set when a batch was not sent whole, so that the session's greenlet wakes and flushes the rest.
    """

    is_reusable = True

    def __init__(self, environ: dict[str, Any], write_timeout_s: float) -> None:
        connection = connection_of(environ)
        entry = environ.get(ENTRY_KEY)
        self._connection = AtomicWriteSocket(connection, write_timeout_s, entry=entry) if connection else None
        self._start_response: Any = None
        self.may_park = parking.may_take() and self._connection is not None and self._connection.can_write_directly
        self.wake: Wake = Parking() if self.may_park else threading.Event()

    @contextmanager
    def wakes(self, subscription: Subscription) -> Iterator[None]:
        """Let the writer, and the input of the peer, wake the session that reads a subscription."""
        # Nothing has been read: the first read of the subscription finds what it was woken for before.
        subscription.wake = self.wake
        with wake_on_input(self._connection.connection if self._connection else None, self.wake):
            yield

    def attach(self, start_response: Any) -> None:
        """Remember the server's side of the response, once it has been started."""
        self._start_response = start_response

    def is_usable(self, yielded_bytes: int) -> bool:
        """Return whether the server has written exactly what was yielded so far."""
        return self._connection is not None and has_written_chunks(self._start_response, yielded_bytes)

    def try_send(self, batch: Batch) -> bool:
        """Send a batch without waiting. False: nothing was sent."""
        return self._connection is not None and self._connection.send_now(batch.sse_chunk, self.wake)

    def take(self, connection: socket.socket) -> None:
        """Continue the response on the same connection, which the server has given away."""
        assert self._connection is not None  # noqa: S101 - otherwise the stream does not park
        self._connection.connection, self._start_response = connection, None

    def send(self, piece: bytes) -> None:
        """Send a piece of the response as the server would. Raises OSError."""
        if piece and self._connection is not None:
            self._connection.send(http_chunk(piece))

    def end(self) -> None:
        """Send the end of the response as the server would, Raises OSError."""
        if self._connection is not None:
            self._connection.send(LAST_CHUNK)

    def peer_closed(self) -> bool:
        return self._connection is not None and peer_closed(self._connection.connection)

    @property
    def entry(self) -> AccessEntry | None:
        """The response's entry in the access log."""
        return self._connection.entry if self._connection else None

    def flush(self) -> None:
        """Send the rest of a batch; the server may write again afterwards."""
        if self._connection is not None and self._connection.unsent:
            self._connection.send(b"")


class EventStream(Response):
    """A response of frames that attaches its DirectWriter to the server when it is started."""

    def __init__(self, frames: Iterable[bytes], writer: DirectWriter, headers: dict[str, str]) -> None:
        super().__init__(frames, content_type="text/event-stream", headers=headers)
        self._writer = writer

    def iter_encoded(self) -> Iterator[bytes]:
        # werkzeug would wrap the frames in another generator, which takes memory as long as the stream lasts.
        return iter(self.response)  # type: ignore[arg-type]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self._writer.attach(start_response)
        return super().__call__(environ, start_response)
