"""A client's session on a feed, shared by SSE and WebSocket: its first events, its deliveries, and its end."""

import time
from collections.abc import Iterator
from contextlib import suppress

from ..domain.identity.principal import READ, RUN, Principal
from ..domain.investigations.access import get_readable
from ..errors import CursorExpired, Forbidden, NotFound, StorageError
from ..metrics import delivered_by_transport
from ..store import Backend
from .closing import TOKEN_ENDED, CloseReason, SessionTimer
from .control_events import ControlEvent, ControlEvents, Outgoing
from .cursor import Cursor
from .feed import Feed
from .frames import Message
from .limits.stream_options import StreamOptions
from .presence import Connection
from .subscription import Subscription, TrySend
from .visibility import ACCESS_EVENTS, Snapshot, filter_after_access_change, read_snapshot, reason_of_lost_access


class FeedSession:
    """One connection to the feed of an owner: of one investigation, or of all that the principal owns.

    close_reason: why `outgoing` has ended.
    Raises NotFound and Forbidden when the principal may not follow it.

    The constructor, `is_complete` and `opening` raise StorageError, so that a connection is refused before it begins.
    An open connection pauses instead: it sends no events until they and the principal's access can be read.
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
        self._requested_syncs = 0
        self._initial: Snapshot | None = self._read_snapshot()
        self.owner = self._initial.owner
        self._may_be_final = self._initial.is_final

    def opening(self, cursor: Cursor | None) -> tuple[list[ControlEvent], int]:
        """Return the events that a new connection begins with, and the offset to follow from."""
        self._feed.require_position()
        # The session drops its first snapshot here: it may hold 500 KB, and a worker may have a thousand connections.
        snapshot, self._initial = self._initial or self._read_snapshot(), None
        reason = self._feed.sync_reason(self.owner, cursor)
        offset = snapshot.head if cursor is None or reason else cursor.offset
        opening = [self.control_events.connection_established(snapshot, offset)]
        return ([*opening, self.control_events.state_sync(snapshot, reason)] if reason else opening), offset

    def is_complete(self, cursor: Cursor | None) -> bool:
        """Return whether a client with `until=completed` has received the final event."""
        if cursor is None or self._feed.sync_reason(self.owner, cursor):
            return False
        return self._has_ended_at(cursor.offset)

    def request_sync(self) -> None:
        """Have `outgoing` yield the events up to now and a `state_sync`."""
        self._requested_syncs += 1

    def renew(self, principal: Principal) -> None:
        """Continue with new credentials. Raises NotFound or Forbidden when they do not give access to the feed."""
        if self.investigation_id is None:
            principal.require(READ, RUN)
        else:
            get_readable(self._store, principal, self.investigation_id, ("version",))
        self.principal = principal

    def outgoing(
        self, subscription: Subscription, try_send: TrySend | None = None, queued_types: frozenset[str] = frozenset()
    ) -> Iterator[list[Outgoing]]:
        """Yield the events and control events to send next, or [] when the session was woken without any.

        try_send: sends events while the session waits, except `queued_types` and what may end the principal's access,
        unless the client has selected event types.
        """
        if try_send and self._options.events is None and not self._options.until_completed:
            subscription.deliver_directly(try_send, self.connection.transport, queued_types | ACCESS_EVENTS)
        timer = SessionTimer(self.connection.heartbeat_s, self._options.lifetime_s)
        while (reason := self.close_reason or self._due_close_reason(subscription, timer)) is None:
            yield self._next_or_pause(subscription, timer)
            self._note_sent(subscription)
        self.close_reason = reason
        event_type = "auth_expired" if reason in TOKEN_ENDED else "connection_closed"
        yield [self.control_events.make(event_type, {"reason": reason.value})]

    def _due_close_reason(self, subscription: Subscription, timer: SessionTimer) -> CloseReason | None:
        if subscription.closed:
            return CloseReason.RESTART
        if self.principal.expires_at <= time.time():
            return CloseReason.TOKEN_EXPIRED
        if self._feed.revocations.is_revoked(self.principal):
            return CloseReason.TOKEN_REVOKED
        return CloseReason.LIFETIME if timer.is_over else None

    def _next_or_pause(self, subscription: Subscription, timer: SessionTimer) -> list[Outgoing]:
        if event := self._due_control_event(timer):
            return [event]
        try:
            return self._next(subscription, timer)
        except StorageError as failure:
            # The subscription is still where it was: the next call reads and checks the same events.
            subscription.pause_after(failure, timer.wait_s(self.principal.expires_at))
            return []

    def _due_control_event(self, timer: SessionTimer) -> ControlEvent | None:
        if self._reported_degraded != self._feed.is_degraded:
            self._reported_degraded = not self._reported_degraded
            event_type = "persistence_degraded" if self._reported_degraded else "persistence_restored"
            return self.control_events.make(event_type, {})
        return self.control_events.make("heartbeat", {}) if timer.take_heartbeat() else None

    def _next(self, subscription: Subscription, timer: SessionTimer) -> list[Outgoing]:
        try:
            if self._has_ended_at(subscription.offset):
                self.close_reason = CloseReason.COMPLETED
                return []
            if self._requested_syncs:
                return self._sync(subscription)
            messages = subscription.read(timer.wait_s(self.principal.expires_at))
            self._note_sent(subscription)
        except CursorExpired:
            return self._continue_from_state(subscription)
        try:
            return self._permitted(messages, is_old=subscription.is_behind) if messages else []
        except StorageError:
            subscription.rewind(messages[0].offset - 1)
            raise

    def _sync(self, subscription: Subscription) -> list[Outgoing]:
        try:
            snapshot = self._read_snapshot()
        except (NotFound, Forbidden):
            # The feed delivers the event that ends this session.
            self._requested_syncs = 0
            return []
        missed = [message for message in subscription.read_up_to(snapshot.head) if self._options.includes(message)]
        self._requested_syncs -= 1
        return [*missed, self.control_events.state_sync(snapshot, "explicit_request")]

    def _continue_from_state(self, subscription: Subscription) -> list[Outgoing]:
        """Continue from the current state, because retention has deleted the next events."""
        try:
            snapshot = self._read_snapshot()
        except (NotFound, Forbidden):
            # The event that would end this session is among the deleted ones.
            self.close_reason = reason_of_lost_access(self._store, self.owner, self.investigation_id)
            return []
        subscription.offset, subscription.newest_sent = snapshot.head, None
        return [self.control_events.state_sync(snapshot, "cursor_expired")]

    def _permitted(self, messages: list[Message], *, is_old: bool) -> list[Outgoing]:
        may_have_lost_access = is_old or any(message.event_type in ACCESS_EVENTS for message in messages)
        if self.investigation_id is not None and may_have_lost_access:
            messages, self.close_reason = filter_after_access_change(
                self._store, self.principal, self.owner, self.investigation_id, messages
            )
        wanted: list[Outgoing] = [message for message in messages if self._options.includes(message)]
        self._may_be_final |= any(message.event_type == "status_changed" for message in messages)
        self._record_delivered(messages, len(wanted))
        return wanted

    def _note_sent(self, subscription: Subscription) -> None:
        if subscription.newest_sent and self.investigation_id is not None:
            self.control_events.version = subscription.newest_sent.version
        subscription.newest_sent = None

    def _record_delivered(self, messages: list[Message], wanted: int) -> None:
        if messages and self.investigation_id is not None:
            self.control_events.version = messages[-1].version
        delivered_by_transport[self.connection.transport] += wanted

    def _has_ended_at(self, offset: int) -> bool:
        if not (self._options.until_completed and self._may_be_final):
            return False
        # When the access has ended, the feed delivers the event that ends this session.
        with suppress(NotFound, Forbidden):
            if self._read_snapshot().is_final:
                return not self._feed.has_events_after(self.owner, self.investigation_id, offset, self._options)
        return False

    def _read_snapshot(self) -> Snapshot:
        snapshot = read_snapshot(self._store, self.principal, self.investigation_id)
        self.control_events.version = snapshot.row["version"] if snapshot.row else None
        return snapshot
