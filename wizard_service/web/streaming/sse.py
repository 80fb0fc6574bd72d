"""A streamed response beside whose server events can be written to the connection at once."""

import threading
from collections.abc import Iterable, Iterator
from typing import Any

from flask import Response

from ...feed.message import Batch
from .connection import AtomicWriteSocket, connection_of


class DirectWriter:
    """From the feed to the connection under a response, past generators and server.

    Only where the server writes what the response yields as it is, each piece as a chunk: for a response that is
    compressed on its way, or that has no chunks, there is no shortcut.
    """

    def __init__(self, environ: dict[str, Any], write_timeout_s: float) -> None:
        connection = connection_of(environ)
        self._connection = AtomicWriteSocket(connection, write_timeout_s) if connection else None
        # Set when a batch was not sent whole, so that the session's greenlet wakes and calls `finish`.
        self.wake = threading.Event()
        # gunicorn's response, which counts what it has written; whatever stands in between hides it.
        self.writer: object = None

    def is_open(self, yielded_bytes: int) -> bool:
        """Say whether the server has written exactly what was yielded until now."""
        return getattr(self.writer, "chunked", False) is True and getattr(self.writer, "sent", None) == yielded_bytes

    def try_send(self, batch: Batch) -> bool:
        return self._connection is not None and self._connection.send_at_once(batch.sse_chunk, self.wake)

    def finish(self) -> None:
        """Send what the peer did not take at once; the server may write again after it."""
        if self._connection is not None and self._connection.unsent:
            self._connection.send(b"")


class EventStream(Response):
    """Tells its shortcut who writes it."""

    def __init__(self, frames: Iterable[bytes], shortcut: DirectWriter, headers: dict[str, str]) -> None:
        super().__init__(frames, content_type="text/event-stream", headers=headers)
        self._shortcut = shortcut

    def iter_encoded(self) -> Iterator[bytes]:
        # Nothing is to be encoded, and each generator in between takes memory as long as the stream lasts.
        return iter(self.response)  # type: ignore[arg-type]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self._shortcut.writer = getattr(start_response, "__self__", None)
        return super().__call__(environ, start_response)
