"""Control events: not stored, made for one connection, in the envelope of stored events (contract section 4)."""

from dataclasses import dataclass
from typing import Any

import orjson

from ..domain.events.envelope import event_id
from ..timestamps import Clock, timestamp
from .frames import Message, sse_frame, websocket_text_frame
from .presence import Connection
from .visibility import Snapshot, current_state


@dataclass(frozen=True)
class ControlEvent:
    """An event that is not stored and belongs to one connection.

    sse_id: the `id:` field in an SSE stream; `state_sync` sets it to its cursor.
    """

    event_type: str
    json: bytes
    sse_id: str | None = None

    @property
    def sse(self) -> bytes:
        return sse_frame(self.event_type, self.json, self.sse_id)

    @property
    def websocket(self) -> bytes:
        return websocket_text_frame(self.json)


Outgoing = Message | ControlEvent


class ControlEvents:
    """Makes the control events of one connection.

    version: the version of the investigation that the client received last; None for a stream of everything.
    """

    def __init__(self, connection: Connection, epoch: str, clock: Clock) -> None:
        self._connection = connection
        self._epoch = epoch
        self._clock = clock
        self.version: int | None = None

    def make(self, event_type: str, data: dict[str, Any], sse_id: str | None = None) -> ControlEvent:
        envelope = {
            "event_type": event_type,
            "investigation_id": self._connection.investigation_id,
            "user_id": self._connection.user_id,
            "version": self.version,
            "timestamp": timestamp(self._clock()),
            "actor": "wizard_service",
            "source": "SYSTEM",
            "request_id": self._connection.request_id,
            "data": data,
        }
        return ControlEvent(event_type, orjson.dumps(envelope), sse_id)

    def connection_established(self, snapshot: Snapshot, offset: int) -> ControlEvent:
        """Make the first event of a connection. offset: the offset after which the client receives events."""
        data: dict[str, Any] = {
            "connection_id": self._connection.connection_id,
            "transport": self._connection.transport,
            "heartbeat_interval_ms": self._connection.heartbeat_s * 1000,
            "cursor": event_id(self._epoch, offset),
        }
        if snapshot.row:
            data["current_state"] = current_state(snapshot.row)
        return self.make("connection_established", data)

    def state_sync(self, snapshot: Snapshot, reason: str) -> ControlEvent:
        cursor = event_id(self._epoch, snapshot.head)
        data = {"sync_reason": reason, "state": snapshot.state, "cursor": cursor}
        return self.make("state_sync", data, sse_id=cursor)
