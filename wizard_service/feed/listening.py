"""What SSE and WebSocket share: how a connection begins, what it is told, when it ends."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from ..domain import listing
from ..domain.access import visible_state
from ..domain.events.envelope import event_id
from ..domain.states import Row, state_json
from ..domain.tokens import Principal
from ..errors import CursorExpired
from ..store import Store
from ..store.transaction import timestamp
from .cursor import Cursor
from .follow import Feed, Follower
from .message import Message
from .unstored import Connection, Unstored

Tellable = Message | Unstored


@dataclass(frozen=True)
class Sync:
    """A state (or the list of active ones) and the feed's head, from one read."""

    owner: str
    head: int
    state: Any
    current_state: dict[str, Any] | None


class Listening:
    """One connection to the feed of an owner, of one investigation or of all that the principal owns.

    Raises NotFound and Forbidden when it begins, BadCursor never: cursors are parsed before.
    """

    def __init__(self, store: Store, feed: Feed, principal: Principal, connection: Connection) -> None:
        self._store = store
        self._feed = feed
        self._principal = principal
        self._connection = connection
        self._began = self._read()
        self.owner = self._began.owner

    def opening(self, cursor: Cursor | None) -> tuple[list[Unstored], int]:
        """Return what a new connection is told first, and the event number to follow from."""
        epoch = self._store.epoch
        reason = self._sync_reason(cursor)
        n = self._began.head if cursor is None or reason else cursor.n
        established = {
            "connection_id": self._connection.connection_id,
            "transport": self._connection.transport,
            "heartbeat_interval_ms": self._connection.heartbeat_s * 1000,
            "cursor": event_id(epoch, n),
        }
        established |= {"current_state": self._began.current_state} if self._began.current_state else {}
        told = [self._event("connection_established", established)]
        return ([*told, self._state_sync(self._began, reason)] if reason else told), n

    def sync(self) -> Unstored:
        """Return a fresh `state_sync` for a client that asks for one."""
        return self._state_sync(self._read(), "explicit_request")

    def tell(self, follower: Follower) -> Iterator[list[Tellable]]:
        """Yield what to send next, for ever: events as they come, `heartbeat` at its interval, [] when woken for input.

        Ends when the process stops or the credentials expire, which is told by `auth_expired`.
        """
        next_heartbeat = time.monotonic() + self._connection.heartbeat_s
        while not follower.closed:
            expires_in_s = self._principal.expires_at - time.time()
            if expires_in_s <= 0:
                yield [self._event("auth_expired", {})]
                return
            until_heartbeat_s = next_heartbeat - time.monotonic()
            if until_heartbeat_s <= 0:
                next_heartbeat += self._connection.heartbeat_s
                yield [self._event("heartbeat", {})]
                continue
            yield list(follower.read(min(until_heartbeat_s, expires_in_s)))

    def _sync_reason(self, cursor: Cursor | None) -> str | None:
        if cursor is None:
            return "initial"
        try:
            self._feed.check(self.owner, cursor)
        except CursorExpired:
            return "cursor_expired"
        return None

    def _read(self) -> Sync:
        investigation_id = self._connection.investigation_id
        if investigation_id is None:
            listed, head = listing.active_investigations(self._store, self._principal)
            return Sync(self._principal.user_id, head, listed, None)
        row = visible_state(self._store.reader, self._principal, investigation_id)
        return Sync(row["user_id"], row["head"], orjson.Fragment(state_json(row)), _current_state(row))

    def _state_sync(self, read: Sync, reason: str) -> Unstored:
        cursor = event_id(self._store.epoch, read.head)
        data = {"sync_reason": reason, "state": read.state, "cursor": cursor}
        return self._connection.event("state_sync", self._now(), data, sse_id=cursor)

    def _event(self, event_type: str, data: dict[str, Any]) -> Unstored:
        return self._connection.event(event_type, self._now(), data)

    def _now(self) -> str:
        return timestamp(self._store.clock())


def _current_state(row: Row) -> dict[str, Any]:
    progress = orjson.loads(row["progress_json"] or "{}")
    current = {"wizard_step": row["wizard_step"], "status": row["status"], "last_updated": row["updated_at"]}
    optional = {"progress_percent": progress.get("overall_progress"), "risk_score": row["risk_score"]}
    return current | {name: value for name, value in optional.items() if value is not None}
