"""Why a stream ends.

Events that belong to one connection: the same envelope as stored ones, without an id (contract section 4).
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any

import orjson

from .message import sse_frame, websocket_text_frame


class CloseReason(Enum):
    """The value is the reason that `connection_closed` tells."""

    RESTART = "restart"
    TOKEN_EXPIRED = "token_expired"  # noqa: S105 - a reason, not a password
    ACCESS_REVOKED = "access_revoked"
    DELETED = "deleted"
    COMPLETED = "completed"
    LIFETIME = "lifetime"


@dataclass(frozen=True)
class ControlEvent:
    """sse_id: what the stream's `id:` field becomes, for a `state_sync` the cursor it carries."""

    event_type: str
    json: bytes
    sse_id: str | None = None

    @property
    def sse(self) -> bytes:
        return sse_frame(self.event_type, self.json, self.sse_id)

    @property
    def websocket(self) -> bytes:
        return websocket_text_frame(self.json)


@dataclass(frozen=True)
class Connection:
    """One listener's connection. investigation_id: None for one that listens to everything its user owns.

    client_id: tells the clients of one user apart.
    """

    connection_id: str
    transport: str
    user_id: str
    investigation_id: str | None
    request_id: str
    heartbeat_s: int
    client_id: str = ""

    def described(self) -> dict[str, Any]:
        """Return what `connection_established` tells of the connection."""
        told = {"connection_id": self.connection_id, "transport": self.transport}
        return told | {"heartbeat_interval_ms": self.heartbeat_s * 1000}

    def event(
        self, event_type: str, now: str, data: dict[str, Any], sse_id: str | None = None, version: int | None = None
    ) -> ControlEvent:
        """Return an unstored event for this connection; `now` is RFC 3339.

        version: of the investigation, as this connection was told it last; None on one that listens to everything.
        """
        envelope = {
            "event_type": event_type,
            "investigation_id": self.investigation_id,
            "user_id": self.user_id,
            "version": version,
            "timestamp": now,
            "actor": "wizard_service",
            "source": "SYSTEM",
            "request_id": self.request_id,
            "data": data,
        }
        return ControlEvent(event_type, orjson.dumps(envelope), sse_id)
