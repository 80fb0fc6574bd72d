"""The feed by server-sent events, and a parser of them (HTML standard 9.2.6)."""

import json
import re
from dataclasses import dataclass

from ..http import AnyHttpClient
from ..network.base import Stream
from ..network.requests import Request, url_path
from .base import READ_BYTES, End, Session, SessionEnded, idle_timeout_s, refusal_error, session_failures

_LINE_END = re.compile(rb"\r\n|\r|\n")
_BOM = b"\xef\xbb\xbf"


class SseTransport:
    """Receives the feed by server-sent events; the timeout of the client is that of the first bytes."""

    polls = False

    def __init__(self, http: AnyHttpClient, investigation_id: str | None, read_bytes: int = READ_BYTES) -> None:
        self._http = http
        self._path = "/stream" if investigation_id is None else url_path(investigation_id, "stream")
        self._read_bytes = read_bytes

    async def session(self, cursor: str | None) -> Session:
        headers = {"Accept": "text/event-stream", "Accept-Encoding": "identity"}
        headers |= {"Last-Event-ID": cursor} if cursor else {}
        request = Request("GET", self._path, headers=headers)
        parser = SseParser()
        with session_failures():
            async with self._http.open(self._http.network.open_events, request) as stream:
                await _require_events(stream)
                idle_s = self._http.network.timeout_s
                while chunk := await stream.read(self._read_bytes, idle_s):
                    events = [json.loads(frame.data) for frame in parser.feed(chunk)]
                    idle_s = idle_timeout_s(events, idle_s)
                    yield events
                    if any(event["event_type"] == "overloaded" for event in events):
                        raise SessionEnded("overloaded", End.OVER_CAPACITY, parser.retry_s)
        raise SessionEnded("the stream ended", wait_s=parser.retry_s)


@dataclass(frozen=True)
class Frame:
    """One dispatched event. id: the last id that the stream has set, "" when it has set none."""

    event: str
    data: str
    id: str


class SseParser:
    """Parses a stream of bytes, in chunks that may end anywhere.

    retry_ms: the reconnection time that the stream has set last, None when it has set none.
    """

    def __init__(self) -> None:
        self.retry_ms: int | None = None
        self._unparsed = b""
        self._after_cr = False
        self._at_start = True
        self._event, self._id = "", ""
        self._data: list[str] = []

    @property
    def retry_s(self) -> float | None:
        return None if self.retry_ms is None else self.retry_ms / 1000

    def feed(self, chunk: bytes) -> list[Frame]:
        """Return the events that `chunk` completes."""
        return [frame for line in self._lines(chunk) if (frame := self._parse(line))]

    def _lines(self, chunk: bytes) -> list[bytes]:
        if not chunk:
            return []
        # A CR ends its line at once; the LF of a CRLF that was cut in two belongs to it.
        chunk = chunk[1:] if self._after_cr and chunk.startswith(b"\n") else chunk
        self._after_cr = chunk.endswith(b"\r")
        *lines, self._unparsed = _LINE_END.split(self._unparsed + chunk)
        if lines and self._at_start:
            lines[0], self._at_start = lines[0].removeprefix(_BOM), False
        return lines

    def _parse(self, line: bytes) -> Frame | None:
        if not line:
            return self._dispatch()
        name, _, value = line.decode(errors="replace").partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._event = value
        elif name == "id" and "\0" not in value:
            self._id = value
        elif name == "retry" and value.isascii() and value.isdigit():
            self.retry_ms = int(value)
        return None

    def _dispatch(self) -> Frame | None:
        frame = Frame(self._event or "message", "\n".join(self._data), self._id) if self._data else None
        self._event, self._data = "", []
        return frame


async def _require_events(stream: Stream) -> None:
    """Raise SessionEnded or WizardError for a response that is not a stream of events."""
    media_type = stream.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if stream.status != 200 or media_type != "text/event-stream":
        raise refusal_error(await stream.response())
