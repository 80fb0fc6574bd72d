"""Following a feed: replay to where the log ends, then live, each event once and in order."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from ..config import StreamSettings
from ..errors import StorageError
from ..metrics import STREAMS
from ..store import Backend
from ..store.events import feed_bounds
from .control_events import Connection
from .cursor import Cursor, check_cursor
from .hub import DirectSink, Hub, Subscriber
from .limits.load import LoadMeter
from .limits.stream_quota import StreamQuota
from .message import Batch, Message
from .presence import Presence
from .replay import replay
from .reporter import StatsReporter
from .storage_monitor import StorageMonitor
from .tailer import RecentActivity, Tailer

# How many streams of a stopping process end in a second, if its time allows, and how often each asks for its turn.
LEAVING_PER_S = 100
LEAVING_TICK_S = 0.1
UNREADABLE_PAUSE_S = 1.0


class Subscription:
    """One listener's place in a feed. No database handle outlives a call of `read`.

    is_behind: what was read last may be old, and more of the log may have to be read.
    """

    def __init__(self, feed: "Feed", subscriber: Subscriber, investigation_id: str | None, after: int) -> None:
        self._feed = feed
        self._subscriber = subscriber
        self._investigation_id = investigation_id
        self.is_behind = True
        self.offset = after
        self.wake = subscriber.wake
        self._tell: DirectSink | None = None
        self._turn = random.random()  # noqa: S311 - spreads load

    def read(self, timeout_s: float) -> list[Message]:
        """Return the next events; empty when there is none within the time or the feed is closed."""
        messages = self._next()
        if not messages and not self.is_behind and not self.closed:
            self._subscriber.wait(min(timeout_s, LEAVING_TICK_S) if self._feed.closed else timeout_s, self._tell)
            messages = self._next()
        return messages

    def deliver_directly(self, tell: DirectSink) -> None:
        """Have `tell` tell what comes while `read` waits, as far as it says that it has; `read` returns the rest."""

        def deliver_fresh(batch: Batch) -> bool:
            # What replay has told as well is for `read`, which drops it.
            is_told = batch.messages[0].offset > self.offset and tell(batch)
            self.offset = batch.messages[-1].offset if is_told else self.offset
            return is_told

        self._tell = deliver_fresh

    def up_to(self, offset: int) -> list[Message]:
        """Return what is still to come up to event number `n`, without waiting."""
        told: list[Message] = []
        while batch := self._feed.replay(self._subscriber.owner, self.offset, self._investigation_id):
            due = [message for message in batch if message.offset <= offset]
            told += due
            self.offset = due[-1].offset if due else self.offset
            if len(due) < len(batch):
                break
        return told

    @property
    def closed(self) -> bool:
        """True once it is this listener's turn to leave a stopping process; it comes back with its cursor."""
        return self._feed.closed and time.monotonic() >= self._feed.closed_at + self._turn * self._feed.leaving_s

    def _next(self) -> list[Message]:
        if self._subscriber.overflowed:
            self._subscriber.take()
            self._subscriber.overflowed = False
            self.is_behind = True
        messages = self._replay() if self.is_behind else self._subscriber.take()
        # What was committed between subscribing and reading is in both: the log has told it already.
        fresh = [message for message in messages if message.offset > self.offset]
        if fresh:
            self.offset = fresh[-1].offset
        return fresh

    def _replay(self) -> list[Message]:
        try:
            messages = self._feed.replay(self._subscriber.owner, self.offset, self._investigation_id)
        except StorageError as failure:
            self._feed.wait_for_storage(failure)
            return []
        # The log had ended, after we subscribed: all that follows is or will be in the queue.
        self.is_behind = bool(messages)
        return messages


class Feed:
    """The event feed of one process."""

    def __init__(self, store: Backend, settings: StreamSettings) -> None:
        self._store = store
        self._settings = settings
        self._hub = Hub()
        self.activity = RecentActivity()
        self._tailer = Tailer(store, self._hub, self.activity)
        self._storage_watch = StorageMonitor(store, self._hub)
        self.stream_quota = StreamQuota(settings.per_user, settings.per_worker)
        self.load = LoadMeter(settings.per_worker)
        self.presence = Presence()
        self.reporter = StatsReporter(self.load, self.presence)
        self.closed = False
        self.closed_at = 0.0
        self.leaving_s = 0.0

    def start(self) -> None:
        """Begin to follow the log, at the latest with the first listener.

        Not when the application is made: a thread started before a server forks its workers stays with the parent.
        """
        if self._tailer.start():
            self._storage_watch.start()

    @contextmanager
    def follow(
        self, owner: str, investigation_id: str | None, after: int, connection: Connection | None = None
    ) -> Iterator[Subscription]:
        """Follow what comes after event number `after` of an owner's feed, of one investigation or of all.

        connection: counted and shown to the owner meanwhile, when there is one.
        """
        subscriber = Subscriber(owner, investigation_id, self._settings.queue_events)
        # Subscribe before the first replay: an event committed in between must be in one of the two.
        self._hub.add(subscriber)
        self.start()
        self._tailer.poll_frequently()
        follower = Subscription(self, subscriber, investigation_id, after)
        shown = self.presence.listening(connection, owner, lambda: follower.offset) if connection else nullcontext()
        counted = STREAMS.labels(connection.transport).track_inprogress() if connection else nullcontext()
        try:
            with shown, counted:
                yield follower
        finally:
            self._hub.remove(subscriber)

    def replay(self, owner: str, after: int, investigation_id: str | None) -> list[Message]:
        """Return the next events of the log, [] where it ends. Raises CursorExpired when some were dropped."""
        return replay(self._store, owner, after, investigation_id)

    def check(self, owner: str, cursor: Cursor) -> None:
        """Raise CursorExpired when the owner's feed cannot be followed from `cursor`."""
        check_cursor(cursor, self._store.epoch, feed_bounds(self._store, owner))

    @property
    def is_degraded(self) -> bool:
        """Say whether changes cannot be stored at the moment."""
        return self._storage_watch.degraded

    def wait_for_storage(self, failure: StorageError) -> None:
        """Let a moment pass after the log could not be read."""
        self._store.errors.record(failure)
        self._store.degraded.set()
        time.sleep(UNREADABLE_PAUSE_S)

    def tail_idle_s(self) -> float:
        """How long this process has not looked for new events, in seconds."""
        return self._tailer.idle_s

    def listeners(self) -> int:
        return self._hub.count()

    def end_streams(self, within_s: float = 0.0) -> None:
        """Tell every follower to end its stream, spread over at most `within_s`; the process is about to leave.

        Spread, so that the clients do not come back all at once; no longer than their number asks for.
        """
        self.leaving_s = min(within_s, self.listeners() / LEAVING_PER_S)
        self.closed_at = time.monotonic()
        self.closed = True
        self._hub.wake_all()

    def close(self) -> None:
        self.end_streams()
        self._storage_watch.stop()
        self.reporter.stop()
        self._tailer.stop()
