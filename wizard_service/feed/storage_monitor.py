"""Tells listeners when changes can no longer be stored, and finds out when they can again (contract section 3)."""

import threading
import time
from contextlib import suppress

from ..errors import StorageError, StorageUnavailable
from ..store import Backend
from .hub import Hub

# How soon the listeners of other processes hear of trouble, and how often a write is tried until it is over.
TICK_S = 0.25
PROBE_S = 5.0


class StorageMonitor:
    """One per process; `degraded` is what its listeners are to be told."""

    def __init__(self, store: Backend, hub: Hub) -> None:
        self._store = store
        self._hub = hub
        self._stopped = threading.Event()
        self._probed_at = 0.0
        self.degraded = store.degraded.is_set

    def start(self) -> None:
        threading.Thread(target=self._watch, name="wizard-storage-watch", daemon=True).start()

    def stop(self) -> None:
        self._stopped.set()

    def _watch(self) -> None:
        while not self._stopped.wait(TICK_S):
            if self._store.degraded.is_set:
                self._probe()
            else:
                self._store.errors.report_recovery()
            self._tell()

    def _tell(self) -> None:
        if self.degraded != self._store.degraded.is_set:
            self.degraded = not self.degraded
            self._hub.wake_all()

    def _probe(self) -> None:
        self._tell()
        if time.monotonic() - self._probed_at < PROBE_S:
            return
        # A damaged file raises neither "full" nor "locked", and is no reason to ask no more.
        with suppress(StorageUnavailable, StorageError):
            self._store.probe()
        self._probed_at = time.monotonic()
