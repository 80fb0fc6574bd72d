"""Detects when changes can no longer be stored, and when they can be stored again (contract section 3)."""

import threading
import time
from contextlib import suppress

from ..domain.identity.revocations import Revocations
from ..errors import StorageError, StorageUnavailable
from ..process.parking import Wake
from ..store import Backend
from .hub import Hub

# How often the monitor checks the database files and the degraded flag, which other processes may set too.
POLL_INTERVAL_S = 0.25
# How often the monitor attempts a write while the flag is set.
PROBE_INTERVAL_S = 5.0
READ_RETRY_S = 1.0


class StorageMonitor:
    """The storage monitor of one process. is_degraded: the status that clients of this process receive."""

    def __init__(self, store: Backend, hub: Hub, revocations: Revocations) -> None:
        self._store = store
        self._hub = hub
        self._revocations = revocations
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()
        self._probed_at = 0.0
        self.is_degraded = store.degraded.is_set

    def start(self) -> None:
        """Start the monitor, unless it is running already."""
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="wizard-storage-monitor", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        self._stopped.set()

    def pause_after(self, failure: StorageError, wake: Wake, timeout_s: float = READ_RETRY_S) -> None:
        """Report that the database cannot be read, and wait before the caller's next attempt.

        wake: ends the wait early. timeout_s: shortens it.
        """
        self._store.errors.record(failure)
        self._store.degraded.set()
        wake.wait(min(READ_RETRY_S, timeout_s))

    def _run(self) -> None:
        while not self._stopped.wait(POLL_INTERVAL_S):
            if not self._is_own_database():
                # The file is another database, into which this process must not write, not even a probe.
                pass
            elif self._store.degraded.is_set:
                self._probe()
            else:
                self._store.errors.report_recovery()
                self._revocations.refresh()
            self._publish()

    def _is_own_database(self) -> bool:
        """Return whether the database is the one that was opened."""
        try:
            self._store.watch()
        except StorageError as failure:
            self._store.errors.record(failure)
            self._store.degraded.set()
            return False
        return True

    def _publish(self) -> None:
        if self.is_degraded != self._store.degraded.is_set:
            self.is_degraded = not self.is_degraded
            self._hub.wake_all()

    def _probe(self) -> None:
        self._publish()
        if time.monotonic() - self._probed_at < PROBE_INTERVAL_S:
            return
        # Probing must continue after any storage error: a damaged file raises others than a full or locked one.
        with suppress(StorageUnavailable, StorageError):
            self._store.probe()
        self._probed_at = time.monotonic()
