"""An event stream: a response that yields frames, and a writer that bypasses its generator to send events directly."""

import threading
from collections.abc import Iterable, Iterator
from typing import Any

from flask import Response

from ...feed.frames import Batch
from ...process.access_log import ENTRY_KEY
from .connection import AtomicWriteSocket, connection_of, has_written_chunks


class DirectWriter:
    """Sends events from the hub to the connection, without the generator and the server in between.

    It is usable only while gunicorn writes each piece of the response as one chunk: if the response is compressed on
    its way, or is not chunked, only the server writes it.
    wake: set when a batch was not sent whole, so that the session's greenlet wakes and flushes the rest.
    """

    def __init__(self, environ: dict[str, Any], write_timeout_s: float) -> None:
        connection = connection_of(environ)
        entry = environ.get(ENTRY_KEY)
        self._connection = AtomicWriteSocket(connection, write_timeout_s, entry=entry) if connection else None
        self._start_response: Any = None
        self.wake = threading.Event()

    def attach(self, start_response: Any) -> None:
        """Remember the server's side of the response, once it has been started."""
        self._start_response = start_response

    def is_usable(self, yielded_bytes: int) -> bool:
        """Return whether the server has written exactly what was yielded so far."""
        return self._connection is not None and has_written_chunks(self._start_response, yielded_bytes)

    def try_send(self, batch: Batch) -> bool:
        """Send a batch without waiting. False: nothing was sent."""
        return self._connection is not None and self._connection.send_now(batch.sse_chunk, self.wake)

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
