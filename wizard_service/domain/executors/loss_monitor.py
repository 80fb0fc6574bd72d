"""Watches for leases that run out, in a thread of each worker."""

import logging
import random
import threading
import time
from collections.abc import Callable
from datetime import datetime

from ...errors import StorageError, StorageUnavailable
from ...store import Backend
from ...store.repositories.executors import leases
from .losses import LostExecutors

_log = logging.getLogger(__name__)

# The shortest lease. A loss must be found within as many seconds after the lease has run out.
MIN_TTL_S = 5
# How often the thread wakes, to note whether the database can be used; that needs no statement.
TICK_S = 0.5
# A lease that was taken right after a check runs out MIN_TTL_S later at the earliest, so this is the longest interval
# that finds its loss in time, with 3 s to spare. A worker runs one indexed statement in this time.
CHECK_S = 2 * MIN_TTL_S - 3.0
# The workers check at different moments after a lease has run out: the first one records the loss, the others find
# nothing to do.
SPREAD_S = 1.5
# Executors could not renew their leases while changes could not be stored, so they get this time to do so.
RECOVERY_S = 5.0
STOP_TIMEOUT_S = 2.0


class LossMonitor:
    """Records lost executors within 5 s after their leases ran out."""

    def __init__(self, store: Backend, lost: LostExecutors, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._lost = lost
        self._clock_s = clock_s
        # Leases may have run out while no worker of the service was running.
        self._due_at = clock_s() + RECOVERY_S
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread. Each worker calls this after the fork, because threads do not survive a fork."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="wizard-lease-monitor", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(STOP_TIMEOUT_S)

    def check_if_due(self) -> None:
        """Record the losses when it is time to look for them, and the database can be used for long enough."""
        if self._store.degraded.is_set:
            self._due_at = self._clock_s() + RECOVERY_S
        elif self._clock_s() >= self._due_at:
            self._due_at = self._clock_s() + self._check()

    def _check(self) -> float:
        """Record the losses and return the time in seconds until the next check."""
        try:
            recorded = self._lost.record_all()
            expires_at = leases.next_expiry(self._store)
        except (StorageError, StorageUnavailable) as error:
            _log.warning("Looking for lost executors is postponed: %s", error)
            return RECOVERY_S
        if recorded:
            _log.info("%d executors were lost", recorded)
        if expires_at is None:
            return CHECK_S
        left_s = (datetime.fromisoformat(expires_at) - self._store.clock()).total_seconds()
        return min(CHECK_S, max(0.0, left_s) + random.uniform(0.0, SPREAD_S))  # noqa: S311 - spreads load

    def _run(self) -> None:
        while not self._stopping.wait(TICK_S):
            self.check_if_due()
