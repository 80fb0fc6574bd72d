"""Purges from inside the service: every worker has a thread that sleeps, and one at a time purges."""

import logging
import os
import random
import socket
import threading
import uuid

from ...errors import StorageError, StorageUnavailable
from ...metrics import PURGED
from ...store import Backend
from ...store.leases import take_lease
from .policy import PurgeRefused, Retention

_log = logging.getLogger(__name__)

LEASE = "purge"
# Renewed long before; whoever does not renew it hangs, and another one goes on.
LEASE_TTL_S = 30.0
# Between two small transactions: writers come first.
PAUSE_S = 0.05
# A start is busy enough, and several workers start together.
FIRST_WAIT_S = 60.0
STOP_TIMEOUT_S = 2.0


class PurgeScheduler:
    """interval_s: how often to purge, 0 for never."""

    def __init__(self, store: Backend, retention: Retention, interval_s: float) -> None:
        self._store = store
        self._retention = retention
        self._interval_s = interval_s
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to purge now and then. Not when the application is made: threads do not outlive a fork."""
        if self._interval_s and self._thread is None:
            self._thread = threading.Thread(target=self._run, name="wizard-purge", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop at the end of the transaction under way."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(STOP_TIMEOUT_S)

    def purge_if_first(self) -> dict[str, int] | None:
        """Purge if no other process does, or has within the interval; return what was dropped by kind."""
        if not self._take(LEASE_TTL_S):
            return None
        dropped: dict[str, int] = {}
        try:
            for kind, rows in self._retention.purge(scheduled=True):
                dropped[kind] = dropped.get(kind, 0) + rows
                PURGED.labels(kind).inc(rows)
                if self._stopping.wait(PAUSE_S) or not self._take(LEASE_TTL_S):
                    return dropped
        except PurgeRefused as refusal:
            _log.warning("purge refused: %s", refusal)
        # The lease says as well that it is done for now. A little less than the interval: nobody misses a turn.
        self._take(self._interval_s * 0.9)
        return dropped

    def _run(self) -> None:
        wait_s = random.uniform(0, min(FIRST_WAIT_S, self._interval_s))  # noqa: S311 - spreads load
        while not self._stopping.wait(wait_s):
            try:
                dropped = self.purge_if_first()
                if dropped:
                    _log.info("purged %s", dropped)
            except (StorageUnavailable, StorageError) as trouble:
                _log.warning("purge put off: %s", trouble)
            wait_s = self._interval_s * random.uniform(0.9, 1.1)  # noqa: S311

    def _take(self, ttl_s: float) -> bool:
        return self._store.write(lambda tx: take_lease(tx, LEASE, self._owner, ttl_s))
