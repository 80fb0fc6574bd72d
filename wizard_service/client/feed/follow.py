"""Which of several transports is used: the best that works, and from time to time the best is tried again.

Following a feed for ever: one cursor, carried over reconnections and from one transport to the next.
"""

import logging
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

from ..http import MAX_WAIT_S, Backoff, backoff_s
from .base import End, Event, FeedTransport, SessionEnded

# After this time on a lesser transport the best is tried again, and after twice the time when it still fails: a try
# costs the time of every attempt that fails.
FIRST_CLIMB_S, LONGEST_CLIMB_S = 60.0, 600.0


class TransportFallback:
    """rungs: how many there are; 0 is the best. rung: the one in use."""

    def __init__(self, rungs: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.rung = 0
        self._rungs = rungs
        self._clock = clock
        self._climb_s = FIRST_CLIMB_S
        self._climb_at = 0.0

    def choose(self) -> int:
        """Return the rung to use now: the present one, or the best when it is time to try it again."""
        if self.rung and self._clock() >= self._climb_at:
            self.rung = 0
        return self.rung

    def hold(self) -> None:
        """Take note that the present rung works."""
        if self.rung == 0:
            self._climb_s = FIRST_CLIMB_S

    def degrade(self) -> None:
        """Go to the next rung, from the last to the best."""
        if self.rung == 0:
            self._climb_at = self._clock() + self._climb_s
            self._climb_s = min(2 * self._climb_s, LONGEST_CLIMB_S)
        self.rung = (self.rung + 1) % self._rungs
        if self.rung == 0:
            # Where nothing works, it was not the best one's fault.
            self._climb_s = FIRST_CLIMB_S


log = logging.getLogger(__name__)


def follow(transports: Sequence[FeedTransport], cursor: str | None, backoff: Backoff) -> Iterator[Event]:
    """Yield each stored event after the cursor once and in order, and a `state_sync` when the cursor had expired.

    Ends only by raising WizardError for what no reconnection mends.
    """
    place, ladder, failures = Place(cursor), TransportFallback(len(transports)), 0
    while True:
        began, rung = False, ladder.choose()
        try:
            with closing(transports[rung].session(place.cursor)) as session:
                for events in session:
                    began, failures = True, 0
                    ladder.hold()
                    yield from place.advance(events)
        except SessionEnded as ended:
            place.cursor = ended.cursor or place.cursor
            if ended.end in (End.UNFIT, End.NO_ROOM) or (ended.end is End.BROKEN and not began):
                ladder.degrade()
            wait_s = _wait_s(ended, failures, backoff, has_moved=ladder.rung != rung)
            failures += not began
            level = logging.DEBUG if began else logging.WARNING
            log.log(level, "%s: %s; going on in %.1f s", type(transports[rung]).__name__, ended, wait_s)
            backoff.sleep(wait_s)


class Place:
    """Where in the feed we are. cursor: None until the service has said where now is."""

    def __init__(self, cursor: str | None) -> None:
        self.cursor = cursor

    def advance(self, events: list[Event]) -> Iterator[Event]:
        """Yield what is new among the events of a session, moving on before each."""
        for event in events:
            if "id" in event:
                if self._is_new(event["id"]):
                    self.cursor = event["id"]
                    yield event
            elif event["event_type"] == "state_sync" and event["data"]["sync_reason"] == "cursor_expired":
                self.cursor = event["data"]["cursor"]
                yield event
            elif self.cursor is None and event["event_type"] in ("connection_established", "state_sync"):
                self.cursor = event["data"]["cursor"]

    def _is_new(self, event_id: str) -> bool:
        """Say whether an event comes after the cursor: `n` of `<epoch>-<n>` counts the feed."""
        epoch, _, n = event_id.rpartition("-")
        known_epoch, _, known_n = (self.cursor or "-0").rpartition("-")
        return epoch != known_epoch or int(n) > int(known_n)


def _wait_s(ended: SessionEnded, failures: int, backoff: Backoff, *, has_moved: bool) -> float:
    # No room for a stream says nothing about when to poll.
    if ended.wait_s is not None and not (has_moved and ended.end is End.NO_ROOM):
        return min(ended.wait_s, MAX_WAIT_S)
    fraction = random.random()  # noqa: S311 - spreads load, keeps no secret
    return backoff_s(failures, base_s=backoff.base_s, cap_s=backoff.cap_s, fraction=fraction)
