"""An event, encoded once for everybody who listens."""

from dataclasses import dataclass
from functools import cached_property

from ..domain.events.envelope import event_id, event_json
from ..store.event_log import StoredEvent
from .frames import sse_frame, websocket_text_frame


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
