"""A subscription to a feed: replays the log to its end, then delivers live events, each event once and in order."""

import logging
import math
import random
import threading
from collections.abc import Callable
from typing import Protocol

from ..errors import StorageError
from ..metrics import delivered_by_transport
from ..process.parking import Wake
from .closing import Shutdown
from .frames import Batch, Message

_log = logging.getLogger(__name__)

# A queue is sent in one write, of which every connection holds a copy. A queue beyond this size is dropped, and the log
# is read again in parts.
MAX_QUEUED_BYTES = 1024 * 1024
# How often a waiting subscription checks whether it must end while the process is stopping.
SHUTDOWN_TICK_S = 0.1

# The owner of a feed, and one investigation in it or None for the whole feed.
Topic = tuple[str, str | None]
# Sends a batch to a connection without blocking or waking its greenlet. False: nothing was sent, so it is queued.
TrySend = Callable[[Batch], bool]


class EventLog(Protocol):
    """The part of the feed that a subscription uses to replay the log."""

    def replay(self, owner: str, after: int, investigation_id: str | None) -> list[Message]:
        """Return the next events of a feed, [] at its end."""

    def pause_after(self, failure: StorageError, wake: Wake, timeout_s: float) -> None:
        """Report that the database cannot be read, and wait until `wake` is set, at most `timeout_s`."""


class Subscription:
    """One connection's position in a feed: a replay of the log, then a bounded queue that the hub fills.

    offset: the offset of the newest event that `read` returned or the hub sent.
    is_behind: whether the log may hold older events than the queue, so that `read` continues the replay.
    wake: ends the wait in `read`. The hub sets it when it queues an event, transports when they have input.
    is_waiting: whether the connection waits, so that the hub may send directly.
    waits: whether `read` waits for events. If not, it sets idle_s: how long its caller may wait in some other way.
    longest_wait_s: how long `read` waits at most, because the transport has other work to do then.
    newest_sent: the newest event that the hub has sent directly since the session last looked.

    When the queue overflows, it is emptied and the log is replayed from `offset`. No database handle outlives a call of
    `read`.
    """

    def __init__(self, topic: Topic, after: int, *, queue_events: int, log: EventLog, shutdown: Shutdown) -> None:
        self.topic = topic
        self.offset = after
        self.is_behind = True
        self.wake: Wake = threading.Event()
        self._log = log
        self._shutdown = shutdown
        self._shutdown_position = random.random()  # noqa: S311 - spreads load
        # A list, because this queue is nearly always empty and an empty deque takes 600 bytes.
        self._queue: list[Message] = []
        self._queued_bytes = 0
        self._max_queued_events = queue_events
        self._overflowed = False
        self._try_send: TrySend | None = None
        self._transport, self._queued_types = "", frozenset[str]()
        self.newest_sent: Message | None = None
        self.is_waiting = False
        self.waits = True
        self.idle_s = 0.0
        self.longest_wait_s = math.inf

    @property
    def closed(self) -> bool:
        """Whether this connection must end because the process is stopping; the client resumes from its cursor."""
        return self._shutdown.has_reached(self._shutdown_position)

    def deliver_directly(self, try_send: TrySend, transport: str, queued_types: frozenset[str] = frozenset()) -> None:
        """Let the hub send while `read` waits; `read` then returns only the events that the hub did not send.

        transport: deliveries are counted by it. queued_types: types of events that the hub never sends.
        """
        self._try_send, self._transport, self._queued_types = try_send, transport, queued_types

    def read(self, timeout_s: float) -> list[Message]:
        """Return the next events, or [] after the timeout, when `wake` was set, or when the subscription is closed.

        While the log cannot be read it returns [] after a pause.
        Raises CursorExpired when retention has deleted the next events.
        """
        try:
            messages = self._next()
            if not messages and not self.is_behind and not self.closed:
                # A stopping process lets its connections check more often whether they must end.
                tick_s = SHUTDOWN_TICK_S if self._shutdown.has_begun else math.inf
                limit_s = min(timeout_s, self.longest_wait_s, tick_s)
                was_woken = self._wait(limit_s if self.waits else 0.0)
                messages = self._next()
                # The caller checks first what it was woken for, because the wake has been cleared.
                is_idle = not (self.waits or was_woken or messages or self.is_behind)
                self.idle_s = limit_s if is_idle else 0.0
        except StorageError as failure:
            self.pause_after(failure, timeout_s)
            return []
        return messages

    def pause_after(self, failure: StorageError, timeout_s: float) -> None:
        """Report that the database cannot be read, and wait before the next attempt, unless `wake` is set."""
        self._log.pause_after(failure, self.wake, timeout_s)
        self.wake.clear()

    def rewind(self, offset: int) -> None:
        """Continue after `offset` again, by a replay, because the events after it could not be sent."""
        self.offset = offset
        self.is_behind = True

    def read_up_to(self, offset: int) -> list[Message]:
        """Return all further events up to `offset` from the log, without waiting."""
        due: list[Message] = []
        position = self.offset
        while batch := self._replay(position):
            part = [message for message in batch if message.offset <= offset]
            due += part
            position = part[-1].offset if part else position
            if len(part) < len(batch):
                break
        # A replay that fails half-way raises above, and the next call repeats it from the start.
        self.offset = position
        return due

    def offer(self, batch: Batch) -> None:
        """Send a batch directly or queue it. The hub calls this in the order of the feed."""
        if self._sent_directly(batch):
            return
        queued_bytes = self._queued_bytes + batch.json_bytes
        if len(self._queue) + len(batch.messages) > self._max_queued_events or queued_bytes > MAX_QUEUED_BYTES:
            self._queue.clear()
            self._overflowed = True
        if not self._overflowed:
            self._queue.extend(batch.messages)
            self._queued_bytes = queued_bytes
        self.wake.set()

    def _sent_directly(self, batch: Batch) -> bool:
        if self._try_send is None or not self.is_waiting or self._queue or self._overflowed:
            return False
        # The replay may have returned events of this batch already; `read` drops the duplicates.
        if batch.messages[0].offset <= self.offset or not self._queued_types.isdisjoint(batch.event_types):
            return False
        try:
            is_sent = self._try_send(batch)
        except Exception:  # noqa: BLE001 - the failure of one connection must not keep events from the others
            _log.exception("Direct delivery failed; event left in the subscriber's queue.")
            return False
        if is_sent:
            self.newest_sent, self.offset = batch.messages[-1], batch.messages[-1].offset
            delivered_by_transport[self._transport] += len(batch.messages)
        return is_sent

    def _wait(self, timeout_s: float) -> bool:
        self.is_waiting = True
        try:
            was_woken = self.wake.wait(timeout_s)
        finally:
            self.is_waiting = False
        self.wake.clear()
        return was_woken

    def _next(self) -> list[Message]:
        if self._overflowed:
            self._take_queued()
            self._overflowed = False
            self.is_behind = True
        messages = self._continue_replay() if self.is_behind else self._take_queued()
        # Events committed between the subscription and the last read of the replay are in both the log and the queue.
        fresh = [message for message in messages if message.offset > self.offset]
        if fresh:
            self.offset = fresh[-1].offset
        return fresh

    def _continue_replay(self) -> list[Message]:
        messages = self._replay(self.offset)
        # The hub knew the subscription before this read, so once the replay reaches the end of the log, all further
        # events are in the queue.
        self.is_behind = bool(messages)
        return messages

    def _replay(self, after: int) -> list[Message]:
        owner, investigation_id = self.topic
        return self._log.replay(owner, after, investigation_id)

    def _take_queued(self) -> list[Message]:
        messages, self._queued_bytes = self._queue[:], 0
        # The copied events are removed instead of clearing the queue: another thread may have queued more since.
        del self._queue[: len(messages)]
        return messages
