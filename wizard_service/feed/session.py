"""A client's session on a feed, shared by SSE and WebSocket: its first events, its deliveries, and its end."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from ..domain.identity.principal import READ, RUN, Principal
from ..domain.investigations.access import get_readable
from ..domain.vocabulary import FINAL_STATUSES
from ..errors import CursorExpired
from ..metrics import delivered_by_transport
from ..store import Backend
from .closing import TOKEN_ENDED, CloseReason, SessionTimer
from .control_events import ControlEvent, ControlEvents
from .cursor import Cursor
from .feed import Feed
from .frames import Batch, Message
from .presence import Connection
from .subscription import DirectSink, Subscription
from .visibility import ACCESS_EVENTS, Snapshot, filter_after_access_change, read_snapshot

Outgoing = Message | ControlEvent


@dataclass(frozen=True)
class StreamOptions:
    """The options of one stream.

    events: the event types to send, None for all. until_completed: end after the final event.
    lifetime_s: None for no limit. tick_s: `outgoing` yields at least this often, for work that the transport has to do.
    """

    events: frozenset[str] | None = None
    until_completed: bool = False
    lifetime_s: float | None = None
    tick_s: float = 3600.0


class FeedSession:
    """One connection to the feed of an owner: of one investigation, or of all that the principal owns.

    close_reason: why `outgoing` has ended.
    Raises NotFound and Forbidden when the principal may not follow it.
    """

    def __init__(
        self,
        store: Backend,
        feed: Feed,
        principal: Principal,
        connection: Connection,
        options: StreamOptions | None = None,
    ) -> None:
        self._store = store
        self._feed = feed
        self._options = options or StreamOptions()
        self.principal = principal
        self.connection = connection
        self.investigation_id = connection.investigation_id
        self.control_events = ControlEvents(connection, store.epoch, store.clock)
        self.close_reason: CloseReason | None = None
        self._reported_degraded = False
        self._sink: DirectSink | None = None
        self._initial: Snapshot | None = self._read_snapshot()
        self.owner = self._initial.owner
        row = self._initial.row
        self._may_be_final = row is not None and row["status"] in FINAL_STATUSES

    def opening(self, cursor: Cursor | None) -> tuple[list[ControlEvent], int]:
        """Return the events that a new connection begins with, and the offset to follow from."""
        # The session drops its first snapshot here: it may hold 500 KB, and a worker may have a thousand connections.
        snapshot, self._initial = self._initial or self._read_snapshot(), None
        reason = self._sync_reason(cursor)
        offset = snapshot.head if cursor is None or reason else cursor.offset
        opening = [self.control_events.connection_established(snapshot, offset)]
        return ([*opening, self.control_events.state_sync(snapshot, reason)] if reason else opening), offset

    def is_complete(self, cursor: Cursor | None) -> bool:
        """Return whether a client with `until=completed` has received the final event."""
        return cursor is not None and self._sync_reason(cursor) is None and self._has_ended_at(cursor.offset)

    def sync(self, subscription: Subscription) -> list[Outgoing]:
        """Return the events up to now and a `state_sync`, for a client that asks for one.

        Raises NotFound or Forbidden when the principal may no longer see the state.
        """
        snapshot = self._read_snapshot()
        missed = [message for message in subscription.read_up_to(snapshot.head) if self._is_wanted(message)]
        return [*missed, self.control_events.state_sync(snapshot, "explicit_request")]

    def renew(self, principal: Principal) -> None:
        """Continue with new credentials. Raises NotFound or Forbidden when they do not give access to the feed."""
        principal.require(READ, RUN)
        if self.investigation_id is not None:
            get_readable(self._store, principal, self.investigation_id, ("version",))
        self.principal = principal

    def outgoing(self, subscription: Subscription, sink: DirectSink | None = None) -> Iterator[list[Outgoing]]:
        """Yield the events and control events to send next, or [] when the session was woken without any.

        sink: sends events directly while the session waits, unless the client has selected event types.
        """
        if sink and self._options.events is None and not self._options.until_completed:
            self._sink = sink
            subscription.deliver_directly(self)
        timer = SessionTimer(self.connection.heartbeat_s, self._options.lifetime_s, self._options.tick_s)
        while (reason := self.close_reason or self._due_close_reason(subscription, timer)) is None:
            yield self._next(subscription, timer)
        self.close_reason = reason
        event_type = "auth_expired" if reason in TOKEN_ENDED else "connection_closed"
        yield [self.control_events.make(event_type, {"reason": reason.value})]

    def try_send(self, batch: Batch) -> bool:
        """Send a batch through the transport, unless it may end the principal's access."""
        if self._sink is None or not ACCESS_EVENTS.isdisjoint(batch.event_types) or not self._sink.try_send(batch):
            return False
        self._record_delivered(batch.messages, len(batch.messages))
        return True

    def _due_close_reason(self, subscription: Subscription, timer: SessionTimer) -> CloseReason | None:
        if subscription.closed:
            return CloseReason.RESTART
        if self.principal.expires_at <= time.time():
            return CloseReason.TOKEN_EXPIRED
        if self._feed.revocations.is_revoked(self.principal):
            return CloseReason.TOKEN_REVOKED
        if self._has_ended_at(subscription.offset):
            return CloseReason.COMPLETED
        return CloseReason.LIFETIME if timer.is_over else None

    def _next(self, subscription: Subscription, timer: SessionTimer) -> list[Outgoing]:
        if self._reported_degraded != self._feed.is_degraded:
            self._reported_degraded = not self._reported_degraded
            event_type = "persistence_degraded" if self._reported_degraded else "persistence_restored"
            return [self.control_events.make(event_type, {})]
        if timer.take_heartbeat():
            return [self.control_events.make("heartbeat", {})]
        try:
            messages = subscription.read(timer.wait_s(self.principal.expires_at))
        except CursorExpired:
            # Retention has deleted the next events: the client continues from the current state.
            snapshot = self._read_snapshot()
            subscription.offset = snapshot.head
            return [self.control_events.state_sync(snapshot, "cursor_expired")]
        return self._permitted(messages, is_old=subscription.is_behind)

    def _permitted(self, messages: list[Message], *, is_old: bool) -> list[Outgoing]:
        may_have_lost_access = is_old or any(message.event_type in ACCESS_EVENTS for message in messages)
        if self.investigation_id is not None and may_have_lost_access:
            messages, self.close_reason = filter_after_access_change(
                self._store, self.principal, self.owner, self.investigation_id, messages
            )
        wanted: list[Outgoing] = [message for message in messages if self._is_wanted(message)]
        self._may_be_final |= any(message.event_type == "status_changed" for message in messages)
        self._record_delivered(messages, len(wanted))
        return wanted

    def _record_delivered(self, messages: list[Message], wanted: int) -> None:
        if messages and self.investigation_id is not None:
            self.control_events.version = messages[-1].version
        delivered_by_transport[self.connection.transport] += wanted

    def _is_wanted(self, message: Message) -> bool:
        return self._options.events is None or message.event_type in self._options.events

    def _has_ended_at(self, offset: int) -> bool:
        if not (self._options.until_completed and self._may_be_final):
            return False
        row = self._read_snapshot().row
        return row is not None and row["status"] in FINAL_STATUSES and not self._is_anything_wanted_after(offset)

    def _is_anything_wanted_after(self, offset: int) -> bool:
        while batch := self._feed.replay(self.owner, offset, self.investigation_id):
            if any(self._is_wanted(message) for message in batch):
                return True
            offset = batch[-1].offset
        return False

    def _sync_reason(self, cursor: Cursor | None) -> str | None:
        if cursor is None:
            return "initial"
        try:
            self._feed.check(self.owner, cursor)
        except CursorExpired:
            return "cursor_expired"
        return None

    def _read_snapshot(self) -> Snapshot:
        snapshot = read_snapshot(self._store, self.principal, self.investigation_id)
        self.control_events.version = snapshot.row["version"] if snapshot.row else None
        return snapshot
