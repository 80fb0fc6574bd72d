"""Hands each message to those who listen in this process."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator

from .message import Batch, Message

_log = logging.getLogger(__name__)

# How many listeners are served until others have their turn: a few milliseconds.
LISTENERS_PER_TURN = 200

# What is queued is sent in one piece, of which every listener has a copy; more is read from the log, piece by piece.
QUEUE_BYTES = 1024 * 1024
# Says whether it has told a batch.
DirectSink = Callable[[Batch], bool]
# The owner of a feed, and one investigation in it or with None all.
Followed = tuple[str, str | None]


class Subscriber:
    """A bounded queue of messages of one feed, of one investigation or of all.

    wake: set when something was queued; who listens may set it for reasons of its own.

    When it overflows it is emptied and `overflowed` is set: the listener reads the log again from where it was.
    """

    def __init__(self, owner: str, investigation_id: str | None, queue_events: int) -> None:
        self.owner = owner
        self.followed: Followed = (owner, investigation_id)
        self.overflowed = False
        self._tell: DirectSink | None = None
        # A deque takes 600 bytes when it is empty, as it is nearly always.
        self._queue: list[Message] = []
        self._queue_events = queue_events
        self._queued_bytes = 0
        self.wake = threading.Event()

    def offer(self, batch: Batch) -> None:
        if self._delivered_directly(batch):
            return
        queued_bytes = self._queued_bytes + batch.json_bytes
        if len(self._queue) + len(batch.messages) > self._queue_events or queued_bytes > QUEUE_BYTES:
            self._queue.clear()
            self.overflowed = True
        if not self.overflowed:
            self._queue.extend(batch.messages)
            self._queued_bytes = queued_bytes
        self.wake.set()

    def take(self) -> list[Message]:
        """Return what is queued, without waiting."""
        messages, self._queued_bytes = self._queue[:], 0
        # Not all of it: another thread may have queued more in between.
        del self._queue[: len(messages)]
        return messages

    def wait(self, timeout_s: float, tell: DirectSink | None = None) -> None:
        """Return when something was queued, the hub wakes everybody, or the time is over.

        tell: asked first meanwhile, as waking the listener costs several times what sending does.
        """
        self._tell = tell
        try:
            self.wake.wait(timeout_s)
        finally:
            self._tell = None
        self.wake.clear()

    def _delivered_directly(self, batch: Batch) -> bool:
        if self._tell is None or self._queue or self.overflowed:
            return False
        try:
            return self._tell(batch)
        except Exception:  # noqa: BLE001 - the others are told all the same, and this one when it is woken
            _log.exception("a listener cannot be told without being woken")
            return False


class Hub:
    """The subscribers of one process by what they follow."""

    def __init__(self) -> None:
        self._subscribers: dict[Followed, set[Subscriber]] = {}
        self._lock = threading.Lock()

    def add(self, subscriber: Subscriber) -> None:
        with self._lock:
            self._subscribers.setdefault(subscriber.followed, set()).add(subscriber)

    def remove(self, subscriber: Subscriber) -> None:
        with self._lock:
            listeners = self._subscribers.get(subscriber.followed, set())
            listeners.discard(subscriber)
            if not listeners:
                self._subscribers.pop(subscriber.followed, None)

    def publish(self, messages: Iterable[Message]) -> None:
        """Offer messages to the listeners of their feeds, in the order given."""
        due = ((each, batch) for followed, batch in _batches(messages) for each in self._listeners(followed))
        for number, (subscriber, batch) in enumerate(due, 1):
            subscriber.offer(batch)
            if number % LISTENERS_PER_TURN == 0:
                time.sleep(0)

    def wake_all(self) -> None:
        for followed in list(self._subscribers):
            for subscriber in self._listeners(followed):
                subscriber.wake.set()

    @property
    def has_listeners(self) -> bool:
        return bool(self._subscribers)

    def count(self) -> int:
        return sum(map(len, list(self._subscribers.values())))

    def _listeners(self, followed: Followed) -> list[Subscriber]:
        with self._lock:
            return list(self._subscribers.get(followed, ()))


def _batches(messages: Iterable[Message]) -> Iterator[tuple[Followed, Batch]]:
    by_followed: dict[Followed, list[Message]] = {}
    for message in messages:
        for investigation_id in (message.investigation_id, None):
            by_followed.setdefault((message.owner, investigation_id), []).append(message)
    return ((followed, Batch(batch)) for followed, batch in by_followed.items())
