"""What a listener wants, and for how long.

What SSE and WebSocket share: how a connection begins, what it is told, when and why it ends.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from ..domain.events.types import event_id
from ..domain.identity.principal import READ, RUN, Principal
from ..domain.investigations.access import get_readable
from ..domain.vocabulary import FINAL_STATUSES
from ..errors import CursorExpired
from ..metrics import delivered_by_transport
from ..store import Backend
from ..timestamps import timestamp
from .control_events import CloseReason, Connection, ControlEvent
from .cursor import Cursor
from .feed import Feed, Subscription
from .message import Batch, Message
from .visibility import ACCESS_EVENTS, Snapshot, current_state, filter_after_access_change, read_snapshot


@dataclass(frozen=True)
class StreamOptions:
    """events: the types wanted, None for all. until_completed: end after the final event. lifetime_s: None for ever.

    tick_s: yield at least this often, for whoever has something of its own to look after.
    """

    events: frozenset[str] | None = None
    until_completed: bool = False
    lifetime_s: float | None = None
    tick_s: float = 3600.0


Outgoing = Message | ControlEvent


class FeedSession:
    """One connection to the feed of an owner, of one investigation or of all that the principal owns.

    Raises NotFound and Forbidden when it begins. `ended` says why `tell` came to its end.
    """

    def __init__(
        self,
        store: Backend,
        feed: Feed,
        principal: Principal,
        connection: Connection,
        terms: StreamOptions | None = None,
    ) -> None:
        self._store = store
        self._feed = feed
        self.connection = connection
        self._terms = terms or StreamOptions()
        self.principal = principal
        self.investigation_id = connection.investigation_id
        self.ended: CloseReason | None = None
        self._told_degraded = False
        self._version: int | None = None
        self._began: Snapshot | None = self._read()
        self.owner = self._began.owner
        row = self._began.row
        self._may_be_final = row is not None and row["status"] in FINAL_STATUSES

    def opening(self, cursor: Cursor | None) -> tuple[list[ControlEvent], int]:
        """Return what a new connection is told first, and the event number to follow from."""
        # Not kept: a state may be as large as 500 KB, and a thousand may listen.
        began, self._began = self._began or self._read(), None
        reason = self._sync_reason(cursor)
        offset = began.head if cursor is None or reason else cursor.offset
        established = self.connection.described() | {"cursor": event_id(self._store.epoch, offset)}
        established |= {"current_state": current_state(began.row)} if began.row else {}
        told = [self.event("connection_established", established)]
        return ([*told, self._state_sync(began, reason)] if reason else told), offset

    def is_over(self, cursor: Cursor | None) -> bool:
        """Say whether a listener with `until=completed` has heard everything there will ever be."""
        return cursor is not None and self._sync_reason(cursor) is None and self._has_heard_all(cursor.offset)

    def sync(self, follower: Subscription) -> list[Outgoing]:
        """Return a fresh `state_sync` for a client that asks, after the events that its cursor covers.

        Raises NotFound or Forbidden when the principal may no longer see the state.
        """
        read = self._read()
        told = [message for message in follower.up_to(read.head) if self._is_wanted(message)]
        return [*told, self._state_sync(read, "explicit_request")]

    def renew(self, principal: Principal) -> None:
        """Go on with new credentials. Raises NotFound or Forbidden when they do not allow to listen."""
        principal.require(READ, RUN)
        if self.investigation_id is not None:
            get_readable(self._store, principal, self.investigation_id, ("version",))
        self.principal = principal

    def tell(self, follower: Subscription, at_once: Callable[[Batch], bool] | None = None) -> Iterator[list[Outgoing]]:
        """Yield what to send next: events as they come, `heartbeat` at its interval, [] when woken for input.

        at_once: sends events that need no judgement while this waits; says whether it did.
        """
        if at_once and self._terms.events is None and not self._terms.until_completed:
            follower.deliver_directly(partial(self._tell_at_once, at_once))
        began = time.monotonic()
        next_heartbeat = began + self.connection.heartbeat_s
        while self.ended is None:
            self.ended = self._outer_end(follower, began)
            if self.ended:
                break
            if self._told_degraded != self._feed.is_degraded:
                self._told_degraded = not self._told_degraded
                yield [self.event("persistence_degraded" if self._told_degraded else "persistence_restored", {})]
            until_heartbeat_s = next_heartbeat - time.monotonic()
            if until_heartbeat_s <= 0:
                next_heartbeat += self.connection.heartbeat_s
                yield [self.event("heartbeat", {})]
                continue
            try:
                messages = follower.read(min(until_heartbeat_s, self._patience_s(began)))
            except CursorExpired:
                yield [self._begin_again(follower)]
                continue
            yield from self._permitted(messages, is_old=follower.is_behind)
        farewell = "auth_expired" if self.ended is CloseReason.TOKEN_EXPIRED else "connection_closed"
        yield [self.event(farewell, {"reason": self.ended.value})]

    def _tell_at_once(self, send: Callable[[Batch], bool], batch: Batch) -> bool:
        if not (ACCESS_EVENTS.isdisjoint(batch.event_types) and send(batch)):
            return False
        self._record_delivered(batch.messages, len(batch.messages))
        return True

    def _record_delivered(self, messages: list[Message], wanted: int) -> None:
        if messages and self.investigation_id is not None:
            self._version = messages[-1].version
        delivered_by_transport[self.connection.transport] += wanted

    def event(self, event_type: str, data: dict[str, Any]) -> ControlEvent:
        """Return an unstored event for this connection."""
        return self.connection.event(event_type, self._now(), data, version=self._version)

    def _begin_again(self, follower: Subscription) -> ControlEvent:
        """Return the present state for a listener so far behind that retention has dropped what comes next."""
        read = self._read()
        follower.offset = read.head
        return self._state_sync(read, "cursor_expired")

    def _outer_end(self, follower: Subscription, began: float) -> CloseReason | None:
        if follower.closed:
            return CloseReason.RESTART
        if self.principal.expires_at <= time.time():
            return CloseReason.TOKEN_EXPIRED
        if self._has_heard_all(follower.offset):
            return CloseReason.COMPLETED
        lifetime_s = self._terms.lifetime_s
        return CloseReason.LIFETIME if lifetime_s and time.monotonic() - began >= lifetime_s else None

    def _patience_s(self, began: float) -> float:
        ends = [self.principal.expires_at - time.time(), self._terms.tick_s]
        if self._terms.lifetime_s:
            ends.append(began + self._terms.lifetime_s - time.monotonic())
        return max(0.0, min(ends))

    def _permitted(self, messages: list[Message], *, is_old: bool) -> Iterator[list[Outgoing]]:
        may_have_ended = is_old or any(message.event_type in ACCESS_EVENTS for message in messages)
        if self.investigation_id is not None and may_have_ended:
            messages, self.ended = filter_after_access_change(
                self._store, self.principal, self.owner, self.investigation_id, messages
            )
        wanted = [message for message in messages if self._is_wanted(message)]
        self._may_be_final |= any(message.event_type == "status_changed" for message in messages)
        self._record_delivered(messages, len(wanted))
        yield list(wanted)

    def _has_heard_all(self, offset: int) -> bool:
        if not (self._terms.until_completed and self._may_be_final):
            return False
        row = self._read().row
        return row is not None and row["status"] in FINAL_STATUSES and not self._is_anything_wanted_after(offset)

    def _is_anything_wanted_after(self, offset: int) -> bool:
        while batch := self._feed.replay(self.owner, offset, self.investigation_id):
            if any(self._is_wanted(message) for message in batch):
                return True
            offset = batch[-1].offset
        return False

    def _is_wanted(self, message: Message) -> bool:
        return self._terms.events is None or message.event_type in self._terms.events

    def _sync_reason(self, cursor: Cursor | None) -> str | None:
        if cursor is None:
            return "initial"
        try:
            self._feed.check(self.owner, cursor)
        except CursorExpired:
            return "cursor_expired"
        return None

    def _read(self) -> Snapshot:
        read = read_snapshot(self._store, self.principal, self.investigation_id)
        self._version = read.row["version"] if read.row else None
        return read

    def _state_sync(self, read: Snapshot, reason: str) -> ControlEvent:
        cursor = event_id(self._store.epoch, read.head)
        data = {"sync_reason": reason, "state": read.state, "cursor": cursor}
        return self.connection.event("state_sync", self._now(), data, sse_id=cursor, version=self._version)

    def _now(self) -> str:
        return timestamp(self._store.clock())
