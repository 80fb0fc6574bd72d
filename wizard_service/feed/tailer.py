"""How much each investigation tells, from what passes by in this process; nothing is asked for it.

The only publisher of a process: reads the log after its own position, in commit order, and hands it to the hub.
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from peewee import PeeweeException

from ..metrics import TAIL_POSITION
from ..store import Store
from ..store.events import last_commit_seq, read_tail
from .hub import Hub
from .message import encode

# The investigations that told something last; the others count as quiet.
KEPT = 10_000
_DECAY_S = 60.0


class RecentActivity:
    """A count of events per investigation that fades with time, over about a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counts: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def note(self, investigation_id: str) -> None:
        """Count an event that was told."""
        self._counts[investigation_id] = (self.events_per_min(investigation_id) + 1, self._clock())
        self._counts.move_to_end(investigation_id)
        if len(self._counts) > KEPT:
            self._counts.popitem(last=False)

    def events_per_min(self, investigation_id: str) -> float:
        count, at = self._counts.get(investigation_id, (0.0, 0.0))
        return count * math.exp((at - self._clock()) / _DECAY_S) if count else 0.0


# Other processes' commits are noticed by PRAGMA data_version (5 us a call) this often; our own wake us at once.
TICK_S = 0.01
# Enough while nobody listens here: only the advice to pollers waits for it.
IDLE_TICK_S = 0.1
# data_version is a hint: read the log anyway once in a while.
UNCONDITIONAL_READ_S = 1.0
BATCH_EVENTS = 500


class Tailer:
    """Follows the log from the moment it is started until it is stopped."""

    def __init__(self, store: Store, hub: Hub, activity: RecentActivity) -> None:
        self._store = store
        self._hub = hub
        self._activity = activity
        self._wake = threading.Event()
        self._starting = threading.Lock()
        self._stopped = False
        self._thread: threading.Thread | None = None
        self._data_version = -1
        self._read_at = 0.0
        self._seq = 0
        store.on_commit(self._wake.set)

    def start(self) -> bool:
        """Begin at the newest commit; what is older is for replay. Return whether this call began it."""
        with self._starting:
            if self._thread is not None:
                return False
            self._seq = last_commit_seq(self._store.reader)
            TAIL_POSITION.set(self._seq)
            self._read_at = time.monotonic()
            self._thread = threading.Thread(target=self._follow, name="wizard-tailer", daemon=True)
            self._thread.start()
            return True

    @property
    def idle_s(self) -> float:
        """How long the log was not read; 0 for who does not follow it."""
        return 0.0 if self._thread is None else time.monotonic() - self._read_at

    def poll_frequently(self) -> None:
        """Begin at once to look as often as listeners need: one has just come."""
        self._wake.set()

    def stop(self) -> None:
        self._stopped = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def _follow(self) -> None:
        while not self._stopped:
            woken = self._wake.wait(TICK_S if self._hub.has_listeners else IDLE_TICK_S)
            self._wake.clear()
            try:
                if woken or self._may_have_changed():
                    self._publish_new()
            except PeeweeException as failure:
                self._store.errors.record(failure)
                self._store.degraded.set()
                time.sleep(1.0)

    def _may_have_changed(self) -> bool:
        data_version = self._store.reader.pragma("data_version")
        changed = data_version != self._data_version
        self._data_version = data_version
        return changed or time.monotonic() - self._read_at > UNCONDITIONAL_READ_S

    def _publish_new(self) -> None:
        self._read_at = time.monotonic()
        while True:
            batch = read_tail(self._store.reader, self._seq, BATCH_EVENTS)
            if batch:
                self._seq = batch[-1][0]
                # Before anybody sees them: what was told must be remembered.
                self._store.high_water_mark.advance(self._seq)
                self._hub.publish(encode(event, self._store.epoch) for _, event in batch)
                TAIL_POSITION.set(self._seq)
                for _, event in batch:
                    self._activity.note(event.investigation_id)
            if len(batch) < BATCH_EVENTS:
                return
