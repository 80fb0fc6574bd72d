"""The event feed of one process: reads the log, distributes events, and tracks the clients that follow them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ..config import StreamSettings
from ..domain.identity.revocations import Revocations
from ..errors import CursorExpired, StorageError
from ..metrics import counted_stream
from ..process.cooperative import yield_to_others
from ..process.parking import Wake
from ..store import Backend
from ..store.repositories.events import count_events_after, feed_bounds, read_feed
from .closing import Shutdown
from .cursor import Cursor, check_cursor
from .frames import Message, encode
from .hub import Hub
from .limits.load import LoadMeter
from .limits.stream_options import StreamOptions
from .limits.stream_quota import StreamQuota
from .load_reporter import StatsReporter
from .poll_intervals import RecentActivity
from .presence import Connection, Presence
from .storage_monitor import StorageMonitor
from .subscription import Subscription
from .tailer import Tailer

# A replay reads parts of this size. Each connection holds at most one part, and access is checked before each part.
REPLAY_EVENTS, REPLAY_BYTES = 500, 128 * 1024


class Feed:
    """The event feed of one process. revocations: used to end the streams of revoked tokens."""

    def __init__(self, store: Backend, settings: StreamSettings, revocations: Revocations) -> None:
        self._store = store
        self.revocations = revocations
        self._settings = settings
        self._hub = Hub()
        self.revocations.on_change = self._hub.wake_all
        self.activity = RecentActivity()
        self._storage_monitor = StorageMonitor(store, self._hub, self.revocations)
        self._tailer = Tailer(store, self._hub, self.activity, self._storage_monitor)
        self._shutdown = Shutdown()
        self.stream_quota = StreamQuota(settings.per_user, settings.per_worker)
        self.load = LoadMeter(settings.per_worker)
        self.presence = Presence()
        self.reporter = StatsReporter(self.load, self.presence)

    def on_access_change(self, call: Callable[[str], None]) -> None:
        """Register a callback that receives the id of each investigation that is shared, unshared or deleted."""
        self._tailer.on_access_change = call

    def start(self) -> None:
        """Start to read the log, unless that has been started already.

        The first subscription calls this at the latest. Creating the application does not, because a thread that is
        started before a server forks its workers stays in the parent process.
        """
        self._storage_monitor.start()
        self._tailer.start()

    def require_position(self) -> None:
        """Start, and raise StorageError if this process has not been able to read the log so far."""
        self.start()
        self._tailer.require_position()

    @contextmanager
    def follow(
        self, owner: str, investigation_id: str | None, after: int, connection: Connection | None = None
    ) -> Iterator[Subscription]:
        """Subscribe to an owner's feed after offset `after`, for one investigation or for all.

        connection: the stream or socket to list in the presence during the block; None for a long poll.
        """
        subscription = Subscription(
            (owner, investigation_id),
            after,
            queue_events=self._settings.queue_events,
            log=self,
            shutdown=self._shutdown,
        )
        # The subscription starts before the first replay: an event committed in between must be in one of the two.
        self._hub.add(subscription)
        try:
            self.require_position()
            self._tailer.poll_frequently()
            with self._listed(connection, owner, subscription):
                yield subscription
        finally:
            self._hub.remove(subscription)

    def replay(self, owner: str, after: int, investigation_id: str | None) -> list[Message]:
        """Return the next events of the log, [] at its end.

        Raises CursorExpired when retention has deleted some of them.
        """
        events = read_feed(
            self._store,
            owner,
            after,
            investigation_id=investigation_id,
            limit=REPLAY_EVENTS,
            max_bytes=REPLAY_BYTES,
        )
        # The bounds are checked after the read, because retention may delete events while a replay is in progress.
        bounds = feed_bounds(self._store, owner)
        if bounds.pruned > after:
            check_cursor(Cursor(self._store.epoch, after), self._store.epoch, bounds)
        messages = [encode(event, self._store.epoch) for event in events]
        if messages:
            # A client that reads as fast as a long replay sends never makes its greenlet wait.
            yield_to_others()
        return messages

    def pause_after(self, failure: StorageError, wake: Wake, timeout_s: float) -> None:
        """Report that the database cannot be read, and wait before the next attempt; see `StorageMonitor`."""
        self._storage_monitor.pause_after(failure, wake, timeout_s)

    def check(self, owner: str, cursor: Cursor) -> None:
        """Raise CursorExpired when the owner's feed cannot be followed from `cursor`."""
        check_cursor(cursor, self._store.epoch, feed_bounds(self._store, owner))

    def sync_reason(self, owner: str, cursor: Cursor | None) -> str | None:
        """Return why a client with this cursor needs a `state_sync` first, None if it can continue with events."""
        if cursor is None:
            return "initial"
        try:
            self.check(owner, cursor)
        except CursorExpired:
            return "cursor_expired"
        return None

    def has_events_after(self, owner: str, investigation_id: str | None, offset: int, options: StreamOptions) -> bool:
        """Return whether the log holds further events that a stream with these options sends."""
        while batch := self.replay(owner, offset, investigation_id):
            if any(map(options.includes, batch)):
                return True
            offset = batch[-1].offset
        return False

    def lag(self, owner: str, head: int, investigation_id: str | None, offset: int) -> int:
        """Return how many events a client at `offset` has not received, of one investigation or of all.

        head: the head of the owner's feed, which the caller has read.
        """
        if investigation_id is None or offset >= head:
            return max(0, head - offset)
        return count_events_after(self._store, owner, investigation_id, offset)

    @property
    def is_degraded(self) -> bool:
        """Whether changes currently cannot be stored."""
        return self._storage_monitor.is_degraded

    @property
    def closed(self) -> bool:
        """Whether the process has begun to end its streams."""
        return self._shutdown.has_begun

    def tail_idle_s(self) -> float:
        """Return the seconds since this process last looked for new events."""
        return self._tailer.idle_s

    def subscription_count(self) -> int:
        """Return how many subscriptions are open in this process."""
        return self._hub.count()

    def end_streams(self, within_s: float = 0.0) -> None:
        """End every stream within `within_s`, because the process is about to exit."""
        self._shutdown.begin(self._hub.count(), within_s)
        self._hub.wake_all()

    def close(self) -> None:
        """End all streams now and stop reading the log."""
        self.end_streams()
        self._storage_monitor.stop()
        self.reporter.stop()
        self._tailer.stop()

    @contextmanager
    def _listed(self, connection: Connection | None, owner: str, subscription: Subscription) -> Iterator[None]:
        if connection is None:
            yield
            return
        with (
            self.presence.connected(connection, owner, lambda: subscription.offset),
            counted_stream(connection.transport),
        ):
            yield
