"""Encodes each event once for all connections.

The formats are server-sent events (HTML standard, section 9.2), chunks (RFC 9112 section 7.1) and WebSocket text frames
(RFC 6455 section 5.2).
"""

from dataclasses import dataclass
from functools import cached_property

from ..domain.events.envelope import event_id, event_json
from ..store import StoredEvent


@dataclass(frozen=True)
class Message:
    """One event of a feed. Each frame is encoded when the first connection needs it, and is shared by all."""

    owner: str
    offset: int
    id: str
    event_type: str
    investigation_id: str
    version: int
    json: bytes

    @cached_property
    def sse(self) -> bytes:
        return sse_frame(self.event_type, self.json, self.id)

    @cached_property
    def websocket(self) -> bytes:
        return websocket_text_frame(self.json)


@dataclass(frozen=True)
class Batch:
    """Consecutive events of one topic, shared by its subscriptions."""

    messages: list[Message]

    @cached_property
    def event_types(self) -> frozenset[str]:
        return frozenset(message.event_type for message in self.messages)

    @cached_property
    def json_bytes(self) -> int:
        return sum(len(message.json) for message in self.messages)

    @cached_property
    def sse_chunk(self) -> bytes:
        return http_chunk(b"".join(message.sse for message in self.messages))

    @cached_property
    def websocket(self) -> bytes:
        return b"".join(message.websocket for message in self.messages)


def encode(event: StoredEvent, epoch: str) -> Message:
    return Message(
        owner=event.owner,
        offset=event.offset,
        id=event_id(epoch, event.offset),
        event_type=event.event_type,
        investigation_id=event.investigation_id,
        version=event.version,
        json=event_json(event, epoch),
    )


def sse_frame(event_type: str, json: bytes, event_id: str | None = None) -> bytes:
    """Return one event of an SSE stream.

    json: encoded JSON, which contains no line breaks, so that no text in it can start another field.
    """
    id_field = b"id: " + event_id.encode() + b"\n" if event_id else b""
    return id_field + b"event: " + event_type.encode() + b"\ndata: " + json + b"\n\n"


LAST_CHUNK = b"0\r\n\r\n"


def http_chunk(content: bytes) -> bytes:
    """Return one chunk of a response in chunked transfer coding."""
    return b"%X\r\n%b\r\n" % (len(content), content)


def websocket_text_frame(payload: bytes) -> bytes:
    """Return a final, unmasked text frame, as servers send it."""
    length = len(payload)
    if length < 126:
        return b"\x81" + length.to_bytes(1, "big") + payload
    if length < 65536:
        return b"\x81\x7e" + length.to_bytes(2, "big") + payload
    return b"\x81\x7f" + length.to_bytes(8, "big") + payload
