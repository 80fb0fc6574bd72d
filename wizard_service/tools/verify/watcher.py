"""A watcher of the gap checker: it follows one investigation over sessions that are cut again and again."""

import random
import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Self

from ...client.feed.base import READ_BYTES, End, Event, FeedTransport, SessionEnded
from ...client.feed.transports import make_transport
from ...client.http import HttpClient
from ...client.network.blocking import BlockingNetwork
from ...client.network.running import iterate_blocking, run_blocking
from .faults import Received
from .reference import ReferenceFeed

# The suffix of a transport that follows everything the caller owns. Event ids are the same there, so the cursor is
# valid too.
OF_ALL = "_of_all"

MEAN_EVENTS, MAX_READS = 40, 60
# Short reads split frames, and characters, into several chunks.
SHORT_READS = (61, 700, READ_BYTES)
PAUSE_S = 0.05
# A watcher waits at most this long for a Retry-After.
MAX_PAUSE_S = 5.0


@dataclass
class CutSchedule:
    """The moment at which a session is cut: after a number of events, or of reads, in the middle of a chunk.

    events, reads: how many are left; negative where the schedule does not count them.
    """

    events: int
    reads: int
    read_bytes: int

    @classmethod
    def draw(cls, rng: random.Random) -> Self:
        if rng.random() < 0.5:
            return cls(1 + int(rng.expovariate(1 / MEAN_EVENTS)), -1, READ_BYTES)
        return cls(-1, rng.randint(1, MAX_READS), rng.choice(SHORT_READS))


class Watcher(threading.Thread):
    """Follows one investigation in a thread, with sessions that are cut off.

    received: every stored event of its investigation, in the order of arrival. error: the exception that ended it
    early.

    http: closed when the thread ends.
    """

    def __init__(
        self,
        name: str,
        reference: ReferenceFeed,
        http: HttpClient[BlockingNetwork],
        transports: Sequence[str],
        rng: random.Random,
    ) -> None:
        super().__init__(name=name, daemon=True)
        self.reference = reference
        self.cursor = reference.beginning
        self.received: list[Received] = []
        self.switches = self.disconnects = self.interruptions = 0
        self.error: Exception | None = None
        self.stopping = threading.Event()
        self._http = http
        self._transports = transports
        self._rng = rng

    def run(self) -> None:
        try:
            self._run_sessions()
        except Exception as error:  # noqa: BLE001 - the report names it
            self.error = error
        finally:
            run_blocking(self._http.close())

    def _run_sessions(self) -> None:
        transport = ""
        while not self.stopping.is_set():
            before, transport = transport, self._rng.choice(self._transports)
            self.switches += transport != before != ""
            try:
                self._run_session(transport, CutSchedule.draw(self._rng))
            except SessionEnded as ended:
                self._wait_to_reconnect(ended)

    def _run_session(self, transport: str, schedule: CutSchedule) -> None:
        events_of = self._make_transport(transport, schedule.read_bytes)
        with closing(iterate_blocking(events_of.session(self.cursor))) as session:
            for events in session:
                if self.stopping.is_set():
                    return
                if self._is_cut_after(events, transport, schedule):
                    self.disconnects += 1
                    return

    def _wait_to_reconnect(self, ended: SessionEnded) -> None:
        self.cursor = ended.cursor or self.cursor
        self.interruptions += ended.end is not End.COMPLETED
        requested_s = ended.wait_s if ended.end is End.UNSUPPORTED else None
        self.stopping.wait(PAUSE_S if requested_s is None else min(requested_s, MAX_PAUSE_S))

    def _is_cut_after(self, events: list[Event], transport: str, schedule: CutSchedule) -> bool:
        """Record the events up to the cut; return whether the session is cut here."""
        for event in events:
            self._record(event, transport)
            schedule.events -= "id" in event
            if schedule.events == 0:
                return True
        schedule.reads -= 1
        return schedule.reads == 0

    def _record(self, event: Event, transport: str) -> None:
        if "id" in event:
            self.cursor = event["id"]
            if event["investigation_id"] == self.reference.investigation_id:
                self.received.append(Received.from_event(event, transport))
        elif event["event_type"] == "state_sync" and event["data"]["sync_reason"] == "cursor_expired":
            # The cursor was the id of an event, so a service that reports it as expired has lost the event.
            self.received.append(Received(f"cursor_expired after {self.cursor}", 0, transport))
            self.cursor = event["data"]["cursor"]

    def _make_transport(self, name: str, read_bytes: int) -> FeedTransport:
        investigation_id = None if name.endswith(OF_ALL) else self.reference.investigation_id
        return make_transport(name.removesuffix(OF_ALL), self._http, investigation_id, read_bytes)
