"""Server-sent events out of bytes (HTML standard 9.2.6), wherever the bytes are cut.

The feed as server-sent events.

By http.client: httpx2 cannot change the time limit of a response that is being read, and how long silence may last is
only known once the stream has begun.
"""

import json
import re
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from socket import socket

import httpx2

from ..http import tls_context
from .base import READ_BYTES, End, Session, SessionEnded, quoted, refusal, silence_s

_LINE_END = re.compile(rb"\r\n|\r|\n")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Frame:
    """One dispatched event. id: the last one the stream has named, "" when it has not."""

    event: str
    data: str
    id: str


class SseParser:
    """retry_ms: the reconnection time that the stream asked for last, None when it has not."""

    def __init__(self) -> None:
        self.retry_ms: int | None = None
        self._rest = b""
        self._after_cr = False
        self._at_start = True
        self._event, self._id = "", ""
        self._data: list[str] = []

    def feed(self, piece: bytes) -> list[Frame]:
        """Return the events that `piece` completes."""
        return [frame for line in self._lines(piece) if (frame := self._take(line))]

    def _lines(self, piece: bytes) -> list[bytes]:
        if not piece:
            return []
        # A CR ends its line at once; the LF of a CRLF that was cut in two belongs to it.
        piece = piece[1:] if self._after_cr and piece.startswith(b"\n") else piece
        self._after_cr = piece.endswith(b"\r")
        *lines, self._rest = _LINE_END.split(self._rest + piece)
        if lines and self._at_start:
            lines[0], self._at_start = lines[0].removeprefix(_BOM), False
        return lines

    def _take(self, line: bytes) -> Frame | None:
        if not line:
            return self._dispatched()
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

    def _dispatched(self) -> Frame | None:
        frame = Frame(self._event or "message", "\n".join(self._data), self._id) if self._data else None
        self._event, self._data = "", []
        return frame


class SseTransport:
    """`http` knows the address, the token and how long to wait for the first bytes."""

    def __init__(self, http: httpx2.Client, investigation_id: str | None, read_bytes: int = READ_BYTES) -> None:
        self._http = http
        self._path = "/stream" if investigation_id is None else f"/{quoted(investigation_id)}/stream"
        self._read_bytes = read_bytes

    def session(self, cursor: str | None) -> Session:
        headers = {"Accept": "text/event-stream", "Accept-Encoding": "identity"}
        headers |= {"Last-Event-ID": cursor} if cursor else {}
        request = self._http.build_request("GET", self._path, headers=headers)
        with closing(_connected(request)) as connection:
            try:
                yield from self._told(connection, request)
            except TimeoutError as failure:
                raise SessionEnded("silence", End.UNFIT) from failure
            except (OSError, HTTPException, ValueError) as failure:
                raise SessionEnded(f"{type(failure).__name__}: {failure}") from failure

    def _told(self, connection: HTTPConnection, request: httpx2.Request) -> Session:
        # The connection forgets its socket when the answer says `Connection: close`.
        sock: socket = connection.sock
        headers = {name.decode(): value.decode() for name, value in request.headers.raw}
        connection.request("GET", request.url.raw_path.decode(), headers=headers)
        with closing(connection.getresponse()) as response:
            if response.status != 200 or response.headers.get_content_type() != "text/event-stream":
                raise _refused(response)
            parser = SseParser()
            while piece := response.read1(self._read_bytes):
                events = [json.loads(frame.data) for frame in parser.feed(piece)]
                sock.settimeout(silence_s(events, sock.gettimeout() or 0.0))
                yield events
                if any(event["event_type"] == "overloaded" for event in events):
                    raise SessionEnded("overloaded", End.NO_ROOM, _seconds(parser.retry_ms))
        raise SessionEnded("the stream ended", wait_s=_seconds(parser.retry_ms))


def _connected(request: httpx2.Request) -> HTTPConnection:
    """Connect; every read may take as long as the request's time limit, until the stream says better."""
    host, port, patience_s = request.url.host, request.url.port, request.extensions["timeout"]["read"]
    if request.url.scheme == "https":
        connection: HTTPConnection = HTTPSConnection(host, port, timeout=patience_s, context=tls_context())
    else:
        connection = HTTPConnection(host, port, timeout=patience_s)
    try:
        connection.connect()
    except OSError as failure:
        connection.close()
        raise SessionEnded(f"{failure}", End.UNREACHABLE) from failure
    return connection


def _refused(response: HTTPResponse) -> Exception:
    answer = httpx2.Response(response.status, headers=response.getheaders(), content=response.read())
    return refusal(answer)


def _seconds(milliseconds: int | None) -> float | None:
    return None if milliseconds is None else milliseconds / 1000
