"""Hands each message to those who listen in this process."""

import threading
from collections import deque
from collections.abc import Iterable
from contextlib import suppress

from .message import Message


class Subscriber:
    """A bounded queue of messages of one feed, of one investigation or of all.

    wake: set when something was offered; who listens may set it for reasons of its own.

    When it overflows it is emptied and `overflowed` is set: the listener reads the log again from where it was.
    """

    def __init__(self, owner: str, investigation_id: str | None, queue_events: int) -> None:
        self.owner = owner
        self.overflowed = False
        self._investigation_id = investigation_id
        self._queue: deque[Message] = deque()
        self._queue_events = queue_events
        self.wake = threading.Event()

    def offer(self, message: Message) -> None:
        if self._investigation_id not in (None, message.investigation_id):
            return
        if len(self._queue) >= self._queue_events:
            self._queue.clear()
            self.overflowed = True
        if not self.overflowed:
            self._queue.append(message)
        self.wake.set()

    def take(self) -> list[Message]:
        """Return what is queued, without waiting."""
        messages = []
        # Not asked first whether there is one: an overflow in another thread may empty it in between.
        with suppress(IndexError):
            while True:
                messages.append(self._queue.popleft())
        return messages

    def wait(self, timeout_s: float) -> None:
        """Return when something was offered, the hub wakes everybody, or the time is over."""
        self.wake.wait(timeout_s)
        self.wake.clear()


class Hub:
    """The subscribers of one process by feed."""

    def __init__(self) -> None:
        self._subscribers: dict[str, set[Subscriber]] = {}
        self._lock = threading.Lock()

    def add(self, subscriber: Subscriber) -> None:
        with self._lock:
            self._subscribers.setdefault(subscriber.owner, set()).add(subscriber)

    def remove(self, subscriber: Subscriber) -> None:
        with self._lock:
            listeners = self._subscribers.get(subscriber.owner, set())
            listeners.discard(subscriber)
            if not listeners:
                self._subscribers.pop(subscriber.owner, None)

    def publish(self, messages: Iterable[Message]) -> None:
        """Offer messages to the listeners of their feeds, in the order given."""
        for message in messages:
            for subscriber in self._listeners(message.owner):
                subscriber.offer(message)

    def wake_all(self) -> None:
        for owner in list(self._subscribers):
            for subscriber in self._listeners(owner):
                subscriber.wake.set()

    @property
    def has_listeners(self) -> bool:
        return bool(self._subscribers)

    def count(self) -> int:
        return sum(map(len, list(self._subscribers.values())))

    def _listeners(self, owner: str) -> list[Subscriber]:
        with self._lock:
            return list(self._subscribers.get(owner, ()))
