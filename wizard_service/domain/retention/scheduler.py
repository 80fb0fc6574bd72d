"""Scheduled purges: every worker has a thread that sleeps between purges, and one worker at a time purges."""

import logging
import os
import random
import socket
import threading
import uuid
from collections import Counter

from ...errors import StorageError, StorageUnavailable
from ...metrics import PURGED, uncritical
from ...store import Backend
from ...store.repositories.retention import take_lease
from .policy import PurgeRefused, Retention
from .row_sampler import check_sample

_log = logging.getLogger(__name__)

LEASE = "purge"
# A worker renews its lease long before this time. When a worker hangs, its lease expires and another takes over.
LEASE_TTL_S = 30.0
# The scheduler pauses between two batches, so that other writers come first.
PAUSE_S = 0.05
# Sampling only reads, so the pauses are shorter. All batches together finish long before the lease expires.
SAMPLE_PAUSE_S = 0.01
# The first purge waits a random time, because the workers start together and are busy at first.
MAX_FIRST_WAIT_S = 60.0
STOP_TIMEOUT_S = 2.0


class PurgeScheduler:
    """Purges at intervals, in a thread of this process. interval_s: how often to purge, 0 for never."""

    def __init__(self, store: Backend, retention: Retention, interval_s: float) -> None:
        self._store = store
        self._retention = retention
        self._interval_s = interval_s
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the purges. Each worker calls this after the fork, because threads do not survive a fork."""
        if self._interval_s and self._thread is None:
            self._thread = threading.Thread(target=self._run, name="wizard-purge", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop at the end of the batch in progress."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(STOP_TIMEOUT_S)

    def purge_if_first(self) -> dict[str, int] | None:
        """Purge unless another process holds the lease. Returns the deleted rows by kind, None without a purge."""
        if not self._take_lease(LEASE_TTL_S):
            return None
        deleted: Counter[str] = Counter()
        try:
            for kind, rows in self._retention.purge(scheduled=True):
                deleted[kind] += rows
                with uncritical():
                    PURGED.labels(kind).inc(rows)
                if self._stopping.wait(PAUSE_S) or not self._take_lease(LEASE_TTL_S):
                    return dict(deleted)
        except PurgeRefused as refusal:
            _log.warning("Purge refused: %s", refusal)
        for _ in check_sample(self._store):
            if self._stopping.wait(SAMPLE_PAUSE_S):
                return dict(deleted)
        # The lease keeps other processes from purging before the next interval. It expires slightly earlier, so that
        # it does not block this process's own next purge.
        self._take_lease(self._interval_s * 0.9)
        return dict(deleted)

    def _run(self) -> None:
        wait_s = random.uniform(0, min(MAX_FIRST_WAIT_S, self._interval_s))  # noqa: S311 - spreads load
        while not self._stopping.wait(wait_s):
            try:
                deleted = self.purge_if_first()
                if deleted:
                    _log.info("Purged %s", deleted)
            except (StorageUnavailable, StorageError) as error:
                _log.warning("Purge postponed: %s", error)
            wait_s = self._interval_s * random.uniform(0.9, 1.1)  # noqa: S311

    def _take_lease(self, ttl_s: float) -> bool:
        return self._store.write(lambda tx: take_lease(tx, LEASE, self._owner, ttl_s))
