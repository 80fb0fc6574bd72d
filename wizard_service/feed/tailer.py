"""The only publisher of a process: reads the log after its own position, in commit order, and hands it to the hub."""

import threading
import time

from peewee import PeeweeException

from ..metrics import TAIL_POSITION
from ..store import Store
from ..store.events import last_commit_seq, read_tail
from .hub import Hub
from .message import encode
from .poll_intervals import RecentActivity
from .storage_monitor import StorageMonitor

# PRAGMA data_version (5 us a call) shows the commits of other processes; commits of this process wake the tailer.
POLL_INTERVAL_S = 0.01
# Without subscriptions, only the recommended poll intervals depend on the tailer.
IDLE_POLL_INTERVAL_S = 0.1
# data_version is a hint: the log is read at least this often, whatever it says.
UNCONDITIONAL_READ_S = 1.0
BATCH_EVENTS = 500


class Tailer:
    """Reads the log from the moment it is started until it is stopped."""

    def __init__(self, store: Store, hub: Hub, activity: RecentActivity, monitor: StorageMonitor) -> None:
        self._store = store
        self._hub = hub
        self._activity = activity
        self._monitor = monitor
        self._wake = threading.Event()
        self._starting = threading.Lock()
        self._stopped = False
        self._thread: threading.Thread | None = None
        self._data_version = -1
        self._read_at = 0.0
        self._position = 0
        store.on_commit(self._wake.set)

    def start(self) -> bool:
        """Start at the newest commit; older events are read by replay. Return whether this call has started it."""
        with self._starting:
            if self._thread is not None:
                return False
            self._position = last_commit_seq(self._store.reader)
            TAIL_POSITION.set(self._position)
            self._read_at = time.monotonic()
            self._thread = threading.Thread(target=self._run, name="wizard-tailer", daemon=True)
            self._thread.start()
            return True

    @property
    def idle_s(self) -> float:
        """Seconds since the log was last read, 0 before the start."""
        return 0.0 if self._thread is None else time.monotonic() - self._read_at

    def poll_frequently(self) -> None:
        """Switch to the short interval at once, because a subscription was added."""
        self._wake.set()

    def stop(self) -> None:
        self._stopped = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopped:
            is_woken = self._wake.wait(IDLE_POLL_INTERVAL_S if self._hub.is_empty else POLL_INTERVAL_S)
            self._wake.clear()
            try:
                if is_woken or self._may_have_changed():
                    self._publish_new()
            except PeeweeException as failure:
                self._monitor.pause_after(failure)

    def _may_have_changed(self) -> bool:
        data_version = self._store.reader.pragma("data_version")
        changed = data_version != self._data_version
        self._data_version = data_version
        return changed or time.monotonic() - self._read_at > UNCONDITIONAL_READ_S

    def _publish_new(self) -> None:
        self._read_at = time.monotonic()
        while True:
            batch = read_tail(self._store.reader, self._position, BATCH_EVENTS)
            if batch:
                self._position = batch[-1][0]
                # Advanced before delivery: an epoch must end if the log ever loses an event that a client has seen.
                self._store.high_water_mark.advance(self._position)
                self._hub.publish(encode(event, self._store.epoch) for _, event in batch)
                TAIL_POSITION.set(self._position)
                for _, event in batch:
                    self._activity.record(event.investigation_id)
            if len(batch) < BATCH_EVENTS:
                return
