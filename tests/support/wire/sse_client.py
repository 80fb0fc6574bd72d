"""An SSE client over a plain HTTP connection; a thread reads until the server or the test ends it."""

import contextlib
import http.client
import json
import socket
import threading
from typing import Any

from tests.support.live.server import TIMEOUT_S, LiveServer
from tests.support.wire.sse_parser import EventStream, Frame

Event = dict[str, Any]


class SseStream(threading.Thread):
    """One GET of a stream.

    clean: the response ended as HTTP/1.1 wants it, by its last chunk. problem: the body of any other answer than 200.
    keeps_connection: leave the connection open after a clean end, as browsers and proxies do.
    """

    def __init__(
        self, server: LiveServer, path: str, headers: dict[str, str], *, keeps_connection: bool = False
    ) -> None:
        super().__init__(daemon=True)
        self.text = b""
        self.ended = self.clean = False
        self._stream = EventStream()
        self._keeps_connection = keeps_connection
        self._connection = http.client.HTTPConnection(server.bind, timeout=TIMEOUT_S)
        self._connection.connect()
        self._socket: socket.socket = self._connection.sock
        self.port: int = self._socket.getsockname()[1]
        self._connection.request("GET", path, headers=headers)
        self._response = self._connection.getresponse()
        self.status = self._response.status
        self.headers = self._response.headers
        self.problem: dict[str, Any] = {}
        if self.status == 200:
            self.start()
        else:
            self._read_refusal()

    @property
    def frames(self) -> list[Frame]:
        return list(self._stream.frames)

    @property
    def retries(self) -> list[int]:
        return list(self._stream.retries)

    @property
    def unknown_fields(self) -> list[str]:
        return list(self._stream.unknown_fields)

    @property
    def last_event_id(self) -> str:
        return self._stream.last_event_id

    @property
    def types(self) -> list[str]:
        return [frame.event_type for frame in self.frames]

    @property
    def stored(self) -> list[Event]:
        """The events of the feed, in the order they came."""
        events = [json.loads(frame.data) for frame in self.frames]
        return [event for event in events if "id" in event]

    @property
    def blocks(self) -> list[str]:
        """The blocks of text between empty lines."""
        return self.text.decode().removesuffix("\n\n").split("\n\n")

    def of(self, event_type: str) -> list[Event]:
        return [json.loads(frame.data) for frame in self.frames if frame.event_type == event_type]

    def wait_for(self, event_type: str, number: int = 1) -> Event:
        """Return the `number`th event of this type; the stream must deliver that many."""
        LiveServer.wait_until(lambda: self.ended or len(self.of(event_type)) >= number, f"{number} {event_type}")
        assert len(self.of(event_type)) >= number, f"the stream ended with {self.types}"
        return self.of(event_type)[number - 1]

    def wait_end(self) -> None:
        LiveServer.wait_until(lambda: self.ended, "the end of the stream")

    def run(self) -> None:
        try:
            while received := self._response.read1(65536):
                self.text += received
                self._stream.feed(received)
            self.clean = True
        except (OSError, http.client.HTTPException, ValueError):
            self.clean = False
        self.ended = True
        if not self._keeps_connection:
            self._release()

    def close(self) -> None:
        """Go away without a word more, and wait for the reading thread."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        if self.ident is not None:
            self.join(TIMEOUT_S)
        self._release()

    def _read_refusal(self) -> None:
        body = self._response.read()
        if body:
            self.problem = json.loads(body)
        self.ended = True
        self._release()

    def _release(self) -> None:
        self._response.close()
        self._connection.close()
        self._socket.close()
