"""The feed by WebSocket: httpx2 does the handshake, wsproto the frames."""

import base64
import hashlib
import json
import os

import httpx2
from wsproto.connection import Connection, ConnectionType
from wsproto.events import CloseConnection, Ping, TextMessage

from ..errors import WizardError
from ..http import AnyHttpClient
from ..network.base import SocketStream
from ..network.requests import Request, url_path
from .base import READ_BYTES, End, Event, Session, SessionEnded, idle_timeout_s, refusal_error, session_failures

# The service sends these again, with the same id, until they are acknowledged.
CRITICAL_EVENTS = frozenset({"results_available", "error_occurred"})
TOO_MANY_CONNECTIONS = 4429
# RFC 6455 section 1.3: a server proves that it speaks WebSocket by hashing the key with this suffix.
_KEY_SUFFIX = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class WebSocketTransport:
    """Receives the feed by WebSocket; the timeout of the client is that of the first bytes."""

    polls = False

    def __init__(self, http: AnyHttpClient, investigation_id: str | None, read_bytes: int = READ_BYTES) -> None:
        self._http = http
        self._read_bytes = read_bytes
        self._path = "/ws/investigations"
        if investigation_id is not None:
            self._path = url_path("ws", "investigation", investigation_id)

    async def session(self, cursor: str | None) -> Session:
        key = base64.b64encode(os.urandom(16))
        params = {"last_event_id": cursor} if cursor else None
        request = Request("GET", self._path, params, _handshake_headers(key))
        messages = MessageReader()
        with session_failures():
            async with self._http.open(self._http.network.open_socket, request) as stream:
                await _require_accepted(stream, key)
                idle_s = self._http.network.timeout_s
                while chunk := await stream.read(self._read_bytes, idle_s):
                    events = messages.read(chunk)
                    idle_s = idle_timeout_s(events, idle_s)
                    if answer := messages.take_answer():
                        await stream.write(answer)
                    yield events
                    messages.raise_if_closed()
        raise SessionEnded("the connection ended")


class MessageReader:
    """Assembles messages from bytes; prepares the answers to pings, and acknowledgements of critical events."""

    def __init__(self) -> None:
        self._frames = Connection(ConnectionType.CLIENT)
        self._text = ""
        self._answer = b""
        self._close_code: int | None = None

    def read(self, chunk: bytes) -> list[Event]:
        """Return the events that `chunk` completes, up to the end of the connection."""
        self._frames.receive_data(chunk)
        events: list[Event] = []
        for frame in self._frames.events():
            if isinstance(frame, CloseConnection):
                self._close_code = int(frame.code)
                return events
            if isinstance(frame, Ping):
                self._answer += self._frames.send(frame.response())
            if isinstance(frame, TextMessage):
                self._text += frame.data
            if isinstance(frame, TextMessage) and frame.message_finished:
                events.append(json.loads(self._text))
                self._text = ""
        self._acknowledge(events)
        return events

    def take_answer(self) -> bytes:
        """Return the bytes to send now, b"" when there are none."""
        answer, self._answer = self._answer, b""
        return answer

    def raise_if_closed(self) -> None:
        """Raise SessionEnded once the service has closed the connection."""
        if self._close_code is not None:
            end = End.OVER_CAPACITY if self._close_code == TOO_MANY_CONNECTIONS else End.INTERRUPTED
            raise SessionEnded(f"closed, code {self._close_code}", end)

    def _acknowledge(self, events: list[Event]) -> None:
        for event in events:
            if event.get("event_type") in CRITICAL_EVENTS and "id" in event:
                message = json.dumps({"type": "ack", "id": event["id"]})
                self._answer += self._frames.send(TextMessage(data=message))


def _handshake_headers(key: bytes) -> dict[str, str]:
    return {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": key.decode(),
        "Sec-WebSocket-Protocol": "wizard.v1",
    }


async def _require_accepted(stream: SocketStream, key: bytes) -> None:
    """Raise SessionEnded or WizardError for a response that does not accept the handshake."""
    if stream.status != 101:
        raise _refusal_error(await stream.response())
    digest = hashlib.sha1(key + _KEY_SUFFIX, usedforsecurity=False).digest()
    if stream.headers.get("Sec-WebSocket-Accept") != base64.b64encode(digest).decode():
        raise SessionEnded("the response to the handshake is not from a WebSocket server", End.UNSUPPORTED)


def _refusal_error(response: httpx2.Response) -> Exception:
    error = refusal_error(response)
    if isinstance(error, SessionEnded) and response.status_code == 429:
        # 429 means too many streams; polling is still possible.
        return SessionEnded(f"{error}", End.OVER_CAPACITY, error.wait_s)
    if isinstance(error, WizardError) and not error.problem:
        # A proxy that rejects WebSockets with 403 or 404 may let the other transports pass.
        return SessionEnded(f"{error}", End.UNSUPPORTED)
    return error
