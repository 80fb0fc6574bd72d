"""The feed by WebSocket: httpx2 does the handshake, wsproto the frames."""

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

from ..http import url_path
from .base import READ_BYTES, End, Event, Session, SessionEnded, idle_timeout_s, refusal_error

# The service sends these again, with the same id, until they are acknowledged.
CRITICAL_EVENTS = frozenset({"results_available", "error_occurred"})
TOO_MANY_CONNECTIONS = 4429
# RFC 6455 section 1.3: a server proves that it speaks WebSocket by hashing the key with this suffix.
_KEY_SUFFIX = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class WebSocketTransport:
    """Receives the feed by WebSocket. pool: supplies the address, the token and the timeout of the first bytes."""

    def __init__(self, pool: httpx2.Client, investigation_id: str | None, read_bytes: int = READ_BYTES) -> None:
        self._pool = pool
        self._read_bytes = read_bytes
        self._path = "/ws/investigations"
        if investigation_id is not None:
            self._path = url_path("ws", "investigation", investigation_id)

    def session(self, cursor: str | None) -> Session:
        params = {"last_event_id": cursor} if cursor else {}
        key = base64.b64encode(os.urandom(16))
        try:
            with self._pool.stream("GET", self._path, params=params, headers=_handshake_headers(key)) as response:
                if response.status_code != 101:
                    response.read()
                    raise _refusal_error(response)
                _check_accepted(response, key)
                yield from self._receive(response.extensions["network_stream"])
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as failure:
            raise SessionEnded(f"{failure}", End.UNREACHABLE) from failure
        except (httpx2.TimeoutException, httpcore2.TimeoutException) as failure:
            raise SessionEnded("idle timeout", End.UNSUPPORTED) from failure
        except (httpx2.TransportError, httpcore2.NetworkError, LocalProtocolError, ValueError) as failure:
            raise SessionEnded(f"{type(failure).__name__}: {failure}") from failure

    def _receive(self, stream: Any) -> Session:
        messages = _MessageReader(stream)
        timeout_s: float = self._pool.timeout.read or 0.0
        while chunk := stream.read(self._read_bytes, timeout=timeout_s):
            events, close_code = messages.read(chunk)
            timeout_s = idle_timeout_s(events, timeout_s)
            yield events
            if close_code is not None:
                end = End.OVER_CAPACITY if close_code == TOO_MANY_CONNECTIONS else End.INTERRUPTED
                raise SessionEnded(f"closed, code {close_code}", end)
        raise SessionEnded("the connection ended")


class _MessageReader:
    """Assembles messages from bytes, answers pings, and acknowledges critical events."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._frames = Connection(ConnectionType.CLIENT)
        self._text = ""

    def read(self, chunk: bytes) -> tuple[list[Event], int | None]:
        """Return the events that `chunk` completes, and the close code when the service has closed."""
        self._frames.receive_data(chunk)
        events: list[Event] = []
        for frame in self._frames.events():
            if isinstance(frame, CloseConnection):
                return events, int(frame.code)
            if isinstance(frame, Ping):
                self._stream.write(self._frames.send(frame.response()))
            if isinstance(frame, TextMessage):
                self._text += frame.data
            if isinstance(frame, TextMessage) and frame.message_finished:
                events.append(json.loads(self._text))
                self._text = ""
        self._acknowledge(events)
        return events, None

    def _acknowledge(self, events: list[Event]) -> None:
        for event in events:
            if event.get("event_type") in CRITICAL_EVENTS and "id" in event:
                message = json.dumps({"type": "ack", "id": event["id"]})
                self._stream.write(self._frames.send(TextMessage(data=message)))


def _handshake_headers(key: bytes) -> dict[str, str]:
    return {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": key.decode(),
        "Sec-WebSocket-Protocol": "wizard.v1",
    }


def _check_accepted(response: httpx2.Response, key: bytes) -> None:
    digest = hashlib.sha1(key + _KEY_SUFFIX, usedforsecurity=False).digest()
    if response.headers.get("Sec-WebSocket-Accept") != base64.b64encode(digest).decode():
        raise SessionEnded("the response to the handshake is not from a WebSocket server", End.UNSUPPORTED)


def _refusal_error(response: httpx2.Response) -> Exception:
    error = refusal_error(response)
    if isinstance(error, SessionEnded) and response.status_code == 429:
        # 429 means too many streams; polling is still possible.
        return SessionEnded(f"{error}", End.OVER_CAPACITY, error.wait_s)
    return error
