"""How much each investigation tells, from what passes by in this process; nothing is asked for it.

The only publisher of a process: reads the log after its own position, in commit order, and hands it to the hub.
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from ..errors import StorageError
from ..metrics import TAIL_POSITION
from ..store import Backend, Position
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


# The tailer asks this often whether another process has committed; commits of this process wake it at once.
TICK_S = 0.01
# Without subscriptions in this process only the recommended poll intervals depend on it.
IDLE_TICK_S = 0.1
# Pause after the log could not be read.
RETRY_PAUSE_S = 1.0
BATCH_EVENTS = 500


class Tailer:
    """Follows the log from the moment it is started until it is stopped."""

    def __init__(self, store: Backend, hub: Hub, activity: RecentActivity) -> None:
        self._store = store
        self._hub = hub
        self._activity = activity
        self._starting = threading.Lock()
        self._stopped = False
        self._thread: threading.Thread | None = None
        self._read_at = 0.0
        self._position: Position

    def start(self) -> bool:
        """Begin at the newest commit; older events are for replay. Return whether this call started the tailer."""
        with self._starting:
            if self._thread is not None:
                return False
            self._advance(self._store.tail_end())
            self._read_at = time.monotonic()
            self._thread = threading.Thread(target=self._follow, name="wizard-tailer", daemon=True)
            self._thread.start()
            return True

    @property
    def idle_s(self) -> float:
        """Seconds since the tailer last asked for new commits; 0 when it was never started."""
        return 0.0 if self._thread is None else time.monotonic() - self._read_at

    def poll_frequently(self) -> None:
        """Switch to the short interval now, for a subscription that has just been added."""
        self._store.wake()

    def stop(self) -> None:
        """Stop the thread and wait until it has ended."""
        self._stopped = True
        self._store.wake()
        if self._thread is not None:
            self._thread.join()

    def _follow(self) -> None:
        while not self._stopped:
            try:
                if self._store.wait_for_commit(TICK_S if self._hub.has_listeners else IDLE_TICK_S):
                    self._publish_new()
                self._read_at = time.monotonic()
            except StorageError as error:
                self._store.errors.record(error)
                self._store.degraded.set()
                time.sleep(RETRY_PAUSE_S)

    def _publish_new(self) -> None:
        while True:
            position, events = self._store.read_tail(self._position, BATCH_EVENTS)
            if events:
                self._hub.publish(encode(event, self._store.epoch) for event in events)
                self._advance(position)
                for event in events:
                    self._activity.note(event.investigation_id)
            if len(events) < BATCH_EVENTS:
                return

    def _advance(self, position: Position) -> None:
        self._position = position
        TAIL_POSITION.set(self._store.position_number(position))
