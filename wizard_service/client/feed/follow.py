"""Following a feed without end: one cursor, carried over reconnections and from one transport to the next."""

import logging
import os
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing

from ..http import AnyHttpClient
from ..retries import MAX_WAIT_S, Backoff
from .base import End, Event, FeedTransport, SessionEnded
from .cursor import FeedCursor

log = logging.getLogger(__name__)

# A failed retry of the preferred transport costs time, so the wait doubles from one retry to the next.
FIRST_RETRY_S, MAX_RETRY_S = 60.0, 600.0
# A restarting service is unreachable by every transport, but a firewall or proxy may block one and not the next.
UNREACHABLE_BEFORE_FALLBACK = 3


class TransportFallback:
    """Selects the most preferred transport that works, and retries the preferred one from time to time.

    levels: the number of transports. level: the one in use; 0 is the preferred one.
    """

    def __init__(self, levels: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.level = 0
        self._levels = levels
        self._clock = clock
        self._retry_s = FIRST_RETRY_S
        self._retry_at = 0.0

    def choose(self) -> int:
        """Return the level to use now, which is 0 when its retry is due."""
        if self.level and self._clock() >= self._retry_at:
            self.level = 0
        return self.level

    def confirm(self) -> None:
        """Record that the current level works."""
        if self.level == 0:
            self._retry_s = FIRST_RETRY_S

    def degrade(self) -> None:
        """Move to the next level, from the last to the first."""
        if self.level == 0:
            self._retry_at = self._clock() + self._retry_s
            self._retry_s = min(2 * self._retry_s, MAX_RETRY_S)
        self.level = (self.level + 1) % self._levels
        if self.level == 0:
            # When every transport fails, the preferred one is not to blame.
            self._retry_s = FIRST_RETRY_S


class Follower:
    """Decides what a reader does next; it sends nothing and waits for nothing.

    A reader repeats: `choose` a transport, pass what it receives to `receive`, and the end of its session to `end`,
    which returns the time to wait.

    transports: their names, for the log; the preferred one first.
    """

    def __init__(self, transports: Sequence[str], start: str | None, backoff: Backoff) -> None:
        self._transports = transports
        self._cursor = FeedCursor(start)
        self._fallback = TransportFallback(len(transports))
        self._backoff = backoff
        self._failures = 0
        self._level = 0
        self._connected = False

    @property
    def cursor(self) -> str | None:
        return self._cursor.value

    def choose(self) -> int:
        """Return the index of the transport of the next session, which begins after `cursor`."""
        self._connected, self._level = False, self._fallback.choose()
        return self._level

    def receive(self, events: list[Event]) -> Iterator[Event]:
        """Yield the events that are new to the reader."""
        self._connected, self._failures = True, 0
        self._fallback.confirm()
        yield from self._cursor.advance(events)

    def end(self, ended: SessionEnded) -> float:
        """Return the seconds to wait before the next session."""
        self._cursor.value = ended.cursor or self._cursor.value
        if self._is_transport_at_fault(ended.end):
            self._fallback.degrade()
        wait_s = self._wait_s(ended)
        self._failures += not self._connected
        severity = logging.DEBUG if self._connected else self._backoff.log_level(self._failures - 1)
        log.log(severity, "%s: %s; retrying in %.1f s", self._transports[self._level], ended, wait_s)
        return wait_s

    def _is_transport_at_fault(self, end: End) -> bool:
        if end is End.UNREACHABLE:
            return (self._failures + 1) % UNREACHABLE_BEFORE_FALLBACK == 0
        return end in (End.UNSUPPORTED, End.OVER_CAPACITY) or (end is End.INTERRUPTED and not self._connected)

    def _wait_s(self, ended: SessionEnded) -> float:
        # The wait until a stream is free again does not apply to another transport.
        has_degraded = self._fallback.level != self._level
        if ended.wait_s is not None and not (has_degraded and ended.end is End.OVER_CAPACITY):
            return min(ended.wait_s, MAX_WAIT_S)
        return self._backoff.wait_s(self._failures)


async def follow(
    transports: Sequence[FeedTransport], start: str | None, http: AnyHttpClient
) -> AsyncGenerator[Event, None]:
    """Yield each stored event after the cursor `start` once and in order, and a `state_sync` if it had expired.

    transports: the preferred one first. Ends only by raising: a WizardError that no reconnection can resolve, or
    RuntimeError in a forked child, which would take events from the connection of its parent.
    """
    names = [type(transport).__name__ for transport in transports]
    follower = Follower(names, start, await http.current_backoff())
    try:
        while True:
            transport = transports[follower.choose()]
            http.is_polling = transport.polls
            try:
                async with aclosing(_follow_session(transport, follower)) as events:
                    async for event in events:
                        yield event
            except SessionEnded as ended:
                await http.network.sleep(follower.end(ended))
    finally:
        http.is_polling = False


async def _follow_session(transport: FeedTransport, follower: Follower) -> AsyncGenerator[Event, None]:
    process_id = os.getpid()
    async with aclosing(transport.session(follower.cursor)) as session:
        async for events in session:
            for event in follower.receive(events):
                yield event
                if os.getpid() != process_id:
                    raise RuntimeError("A forked child cannot continue to follow; call `follow` there.")
