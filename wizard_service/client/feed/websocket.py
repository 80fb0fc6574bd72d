"""The feed as WebSocket messages: the handshake by httpx2, the frames by wsproto."""

import base64
import hashlib
import json
import os
from typing import Any

import httpcore2
import httpx2
from wsproto.connection import Connection, ConnectionType
from wsproto.events import CloseConnection, Ping, TextMessage
from wsproto.utilities import LocalProtocolError

from .base import READ_BYTES, End, Event, Session, SessionEnded, quoted, refusal, silence_s

# Sent again, with the same id, until acknowledged.
CRITICAL = frozenset({"results_available", "error_occurred"})
TOO_MANY = 4429
# RFC 6455 section 1.3: who appends this to our key and hashes it has understood that this is a WebSocket.
_ACCEPTED = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class WebSocketTransport:
    """`http` knows the address, the token and how long to wait for the first bytes."""

    def __init__(self, http: httpx2.Client, investigation_id: str | None, read_bytes: int = READ_BYTES) -> None:
        self._http = http
        one = investigation_id is not None
        self._path = f"/ws/investigation/{quoted(investigation_id or '')}" if one else "/ws/investigations"
        self._read_bytes = read_bytes

    def session(self, cursor: str | None) -> Session:
        params = {"last_event_id": cursor} if cursor else {}
        key = base64.b64encode(os.urandom(16))
        try:
            with self._http.stream("GET", self._path, params=params, headers=_handshake_headers(key)) as response:
                if response.status_code != 101:
                    response.read()
                    raise _refused(response)
                _check_accepted(response, key)
                yield from self._told(response.extensions["network_stream"])
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as failure:
            raise SessionEnded(f"{failure}", End.UNREACHABLE) from failure
        except (httpx2.TimeoutException, httpcore2.TimeoutException) as failure:
            raise SessionEnded("silence", End.UNFIT) from failure
        except (httpx2.TransportError, httpcore2.NetworkError, LocalProtocolError, ValueError) as failure:
            raise SessionEnded(f"{type(failure).__name__}: {failure}") from failure

    def _told(self, stream: Any) -> Session:
        frames = Connection(ConnectionType.CLIENT)
        messages = _Messages()
        patience_s: float = self._http.timeout.read or 0.0
        while piece := stream.read(self._read_bytes, timeout=patience_s):
            frames.receive_data(piece)
            events, closing = messages.of(frames, stream)
            patience_s = silence_s(events, patience_s)
            yield events
            if closing is not None:
                raise SessionEnded(f"closed, code {closing}", End.NO_ROOM if closing == TOO_MANY else End.BROKEN)
        raise SessionEnded("the connection ended")


class _Messages:
    """Puts messages together and answers what wants an answer at once: pings, and events to be acknowledged."""

    def __init__(self) -> None:
        self._text = ""

    def of(self, frames: Any, stream: Any) -> tuple[list[Event], int | None]:
        """Return the events that have arrived whole, and the close code when the service has closed."""
        events: list[Event] = []
        for frame in frames.events():
            if isinstance(frame, CloseConnection):
                return events, int(frame.code)
            if isinstance(frame, Ping):
                stream.write(frames.send(frame.response()))
            if isinstance(frame, TextMessage):
                self._text += frame.data
            if isinstance(frame, TextMessage) and frame.message_finished:
                events.append(json.loads(self._text))
                self._text = ""
        critical = [event["id"] for event in events if event.get("event_type") in CRITICAL and "id" in event]
        for event_id in critical:
            stream.write(frames.send(TextMessage(data=json.dumps({"type": "ack", "id": event_id}))))
        return events, None


def _handshake_headers(key: bytes) -> dict[str, str]:
    return {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": key.decode(),
        "Sec-WebSocket-Protocol": "wizard.v1",
    }


def _check_accepted(response: httpx2.Response, key: bytes) -> None:
    accepted = base64.b64encode(hashlib.sha1(key + _ACCEPTED, usedforsecurity=False).digest()).decode()
    if response.headers.get("Sec-WebSocket-Accept") != accepted:
        raise SessionEnded("the handshake was not answered by a WebSocket server", End.UNFIT)


def _refused(response: httpx2.Response) -> Exception:
    refused = refusal(response)
    if isinstance(refused, SessionEnded) and response.status_code == 429:
        # The service says "too many streams": there is room for polls.
        return SessionEnded(f"{refused}", End.NO_ROOM, refused.wait_s)
    return refused
