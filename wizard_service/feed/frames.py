"""Events encoded once for all connections.

Frames: server-sent events (HTML standard 9.2), chunks (RFC 9112 section 7.1), text frames (RFC 6455 section 5.2).
"""

from dataclasses import dataclass
from functools import cached_property

from ..domain.events.event_type import event_id, event_json
from ..store import StoredEvent


@dataclass(frozen=True)
class Message:
    """One event of an owner's feed. Each frame is encoded when a connection first needs it, and then shared."""

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
    """Events of one topic in the order of their feed, shared by its subscriptions."""

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

    json: encoded JSON, in which line ends are always escaped, so that no text in it can start another field.
    """
    id_field = b"id: " + event_id.encode() + b"\n" if event_id else b""
    return id_field + b"event: " + event_type.encode() + b"\ndata: " + json + b"\n\n"


def http_chunk(content: bytes) -> bytes:
    """Return one chunk of a response of unknown length."""
    return b"%X\r\n%b\r\n" % (len(content), content)


def websocket_text_frame(payload: bytes) -> bytes:
    """Return one final text frame without a mask, as servers send it."""
    length = len(payload)
    if length < 126:
        return b"\x81" + length.to_bytes(1, "big") + payload
    if length < 65536:
        return b"\x81\x7e" + length.to_bytes(2, "big") + payload
    return b"\x81\x7f" + length.to_bytes(8, "big") + payload
