"""A watcher of the gap checker: hears one investigation by any transport, and is cut off all the time."""

import random
import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

import httpx2

from ...client.feed.base import READ_BYTES, End, Event, FeedTransport, SessionEnded
from ...client.feed.transports import make_transport
from .faults import Told
from .reference import ReferenceFeed

# A transport that follows everything the caller owns: the ids are the same, so a cursor may be carried over.
OF_ALL = "_of_all"

MEAN_EVENTS, MAX_READS = 40, 60
# Read so little at a time that frames, and characters, arrive in several pieces.
SHORT_READS = (61, 700, READ_BYTES)
PAUSE_S = 0.05
# Retry-After is obeyed up to this.
MAX_PAUSE_S = 5.0


@dataclass
class CutSchedule:
    """When a session is cut: after so many events, or after so many reads, somewhere in the middle of a chunk."""

    events: int
    reads: int
    read_bytes: int

    @classmethod
    def drawn(cls, rng: random.Random) -> "CutSchedule":
        if rng.random() < 0.5:
            return cls(1 + int(rng.expovariate(1 / MEAN_EVENTS)), -1, READ_BYTES)
        return cls(-1, rng.randint(1, MAX_READS), rng.choice(SHORT_READS))


class Watcher(threading.Thread):
    """told: every stored event of its investigation, as it came. error: what ended it before it was told to stop.

    http: its own, closed at its end.
    """

    def __init__(
        self, name: str, truth: ReferenceFeed, http: httpx2.Client, transports: Sequence[str], rng: random.Random
    ) -> None:
        super().__init__(name=name, daemon=True)
        self.truth = truth
        self.cursor = truth.beginning
        self.told: list[Told] = []
        self.switches = self.disconnects = self.interruptions = 0
        self.error: Exception | None = None
        self.stopping = threading.Event()
        self._http = http
        self._transports = transports
        self._rng = rng

    def run(self) -> None:
        try:
            with self._http:
                self._listen_by_turns()
        except Exception as error:  # noqa: BLE001 - told in the report
            self.error = error

    def _listen_by_turns(self) -> None:
        by = ""
        while not self.stopping.is_set():
            before, by = by, self._rng.choice(self._transports)
            self.switches += by != before != ""
            self._listen(by, CutSchedule.drawn(self._rng))

    def _listen(self, by: str, scissors: CutSchedule) -> None:
        try:
            with closing(self._transport(by, scissors.read_bytes).session(self.cursor)) as session:
                for events in session:
                    if self.stopping.is_set():
                        return
                    if self._hear(events, by, scissors):
                        self.disconnects += 1
                        return
        except SessionEnded as ended:
            self.cursor = ended.cursor or self.cursor
            self.interruptions += ended.end is not End.ANSWERED
            asked_s = ended.wait_s if ended.end is End.UNFIT else None
            self.stopping.wait(PAUSE_S if asked_s is None else min(asked_s, MAX_PAUSE_S))

    def _hear(self, events: list[Event], by: str, scissors: CutSchedule) -> bool:
        """Take note of what was told; return whether the session is cut here."""
        for event in events:
            self._note(event, by)
            scissors.events -= "id" in event
            if scissors.events == 0:
                return True
        scissors.reads -= 1
        return scissors.reads == 0

    def _note(self, event: Event, by: str) -> None:
        if "id" in event:
            self.cursor = event["id"]
            if event["investigation_id"] == self.truth.investigation_id:
                self.told.append(Told.of(event, by))
        elif event["event_type"] == "state_sync" and event["data"]["sync_reason"] == "cursor_expired":
            # The cursor was the id of an event: whoever says that it has expired has lost it.
            self.told.append(Told(f"cursor_expired after {self.cursor}", 0, by))
            self.cursor = event["data"]["cursor"]

    def _transport(self, by: str, read_bytes: int) -> FeedTransport:
        investigation_id = None if by.endswith(OF_ALL) else self.truth.investigation_id
        return make_transport(by.removesuffix(OF_ALL), self._http, investigation_id, read_bytes)
