"""The only publisher of a process: reads new events of the log in commit order and hands them to the hub."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import cast

from ..errors import StorageError
from ..metrics import TAIL_POSITION
from ..store import Backend, Position
from .frames import encode
from .hub import Hub
from .poll_intervals import RecentActivity
from .storage_monitor import StorageMonitor
from .visibility import ACCESS_EVENTS

# How often the tailer checks for commits of other processes; commits of this process wake it at once.
POLL_INTERVAL_S = 0.01
# Without subscriptions only the recommended poll intervals depend on the tailer, so it reads less often.
IDLE_POLL_INTERVAL_S = 0.1
BATCH_EVENTS = 500


class Tailer:
    """Publishes the log from the position at its start until it is stopped."""

    def __init__(self, store: Backend, hub: Hub, activity: RecentActivity, monitor: StorageMonitor) -> None:
        self._store = store
        self._hub = hub
        self._activity = activity
        self._monitor = monitor
        self._starting = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._read_at = 0.0
        self._position: Position | None = None
        self.on_access_change: Callable[[str], None] = lambda _: None

    def start(self) -> None:
        """Start at the newest commit, or once the log becomes readable. Subscriptions replay older events."""
        with self._starting:
            if self._thread is not None:
                return
            self._read_at = time.monotonic()
            self._thread = threading.Thread(target=self._run, name="wizard-tailer", daemon=True)
            self._thread.start()
        with suppress(StorageError):
            self.require_position()

    def require_position(self) -> Position:
        """Return the position from which events are published.

        Raises StorageError until the log could be read once. A replay that succeeded before the tailer had a position
        would miss the events in between.
        """
        with self._starting:
            if self._position is None:
                self._advance(self._store.tail_end())
            return cast(Position, self._position)

    @property
    def idle_s(self) -> float:
        """Seconds since the tailer last checked for new commits, 0 before the start."""
        return 0.0 if self._thread is None else time.monotonic() - self._read_at

    def poll_frequently(self) -> None:
        """Switch to the short interval at once. Called when a subscription is added."""
        self._store.wake()

    def stop(self) -> None:
        """Stop the thread and wait until it has ended."""
        self._stopped.set()
        self._store.wake()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self.require_position()
                if self._store.wait_for_commit(IDLE_POLL_INTERVAL_S if self._hub.is_empty else POLL_INTERVAL_S):
                    self._publish_new()
                self._read_at = time.monotonic()
            except StorageError as failure:
                self._monitor.pause_after(failure, self._stopped)

    def _publish_new(self) -> None:
        while True:
            position, events = self._store.read_tail(self.require_position(), BATCH_EVENTS)
            if events:
                self._hub.publish(encode(event, self._store.epoch) for event in events)
                self._advance(position)
                for event in events:
                    self._activity.record(event.investigation_id)
                    if event.event_type in ACCESS_EVENTS:
                        self.on_access_change(event.investigation_id)
            if len(events) < BATCH_EVENTS:
                return

    def _advance(self, position: Position) -> None:
        self._position = position
        TAIL_POSITION.set(self._store.position_number(position))
