"""Events, encoded once for everybody who listens."""

from dataclasses import dataclass
from functools import cached_property

from ..domain.events.envelope import event_id, event_json
from ..store.event_log import StoredEvent
from .frames import http_chunk, sse_frame, websocket_text_frame


@dataclass(frozen=True)
class Message:
    """One event of an owner's feed. The frames are made when the first listener needs them and then shared."""

    owner: str
    n: int
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
    """Events in the order of their feed, for everybody who listens to the same."""

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
        n=event.n,
        id=event_id(epoch, event.n),
        event_type=event.event_type,
        investigation_id=event.investigation_id,
        version=event.version,
        json=event_json(event, epoch),
    )
