"""Watches for what expires, leases of executors and inputs, in a thread of each worker."""

import logging
import random
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from ...errors import StorageError, StorageUnavailable
from ...store import Backend
from .expiring import Expiring

_log = logging.getLogger(__name__)

# How often the thread wakes, to note whether the database can be used; that needs no statement.
TICK_S = 0.5
# A loss must be found within 5 s after the lease has run out, which is at least 5 s after it was taken: 10 s would do.
# Inputs may expire sooner, and people look at them. A worker runs an indexed statement per kind in this time.
CHECK_S = 4.0
# The workers check at different moments after a lease has run out: the first one records the loss, the others find
# nothing to do.
SPREAD_S = 1.5
# Executors could not renew their leases while changes could not be stored, so they get this time to do so.
RECOVERY_S = 5.0
STOP_TIMEOUT_S = 2.0


class ExpiryMonitor:
    """Records what has expired: a lost executor within 5 s after its lease ran out."""

    def __init__(
        self, store: Backend, kinds: Sequence[Expiring], clock_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._kinds = kinds
        self._clock_s = clock_s
        # Leases may have run out while no worker of the service was running.
        self._due_at = clock_s() + RECOVERY_S
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread. Each worker calls this after the fork, because threads do not survive a fork."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="wizard-expiry", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(STOP_TIMEOUT_S)

    def check_if_due(self) -> None:
        """Record what has expired when it is time to, and the database can be used for long enough."""
        if self._store.degraded.is_set:
            self._due_at = self._clock_s() + RECOVERY_S
        elif self._clock_s() >= self._due_at:
            self._due_at = self._clock_s() + self._check()

    def _check(self) -> float:
        """Record what has expired, and return the time in seconds until the next check."""
        try:
            for kind in self._kinds:
                recorded = kind.record_all()
                if recorded:
                    _log.info("%d %s have expired", recorded, kind.name)
            expiries = [kind.next_expiry() for kind in self._kinds]
            return self._wait_s(min((moment for moment in expiries if moment is not None), default=None))
        except (StorageError, StorageUnavailable) as error:
            _log.warning("Looking for what has expired is postponed: %s", error)
        except Exception:  # noqa: BLE001 - one damaged row must not end the thread
            _log.exception("What has expired could not be found")
        return RECOVERY_S

    def _wait_s(self, expires_at: str | None) -> float:
        if expires_at is None:
            return CHECK_S
        left_s = (datetime.fromisoformat(expires_at) - self._store.clock()).total_seconds()
        if left_s <= 0:
            # A row that has expired and is still there could not be recorded.
            return CHECK_S
        return min(CHECK_S, left_s + random.uniform(0.0, SPREAD_S))  # noqa: S311 - spreads load

    def _run(self) -> None:
        while not self._stopping.wait(TICK_S):
            self.check_if_due()
