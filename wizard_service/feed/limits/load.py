"""The load of this host's workers, computed from their streams, their processor time and the lag of their timers.

Each worker writes its own load into its slot of shared memory; the load of the host is that of its busiest worker.
"""

import time
from dataclasses import dataclass

from ...process.shared_memory import WORKER_SLOTS, live_slots, own_slot, shared_array
from .stream_quota import open_streams

# A worker whose timers fire this late on average is fully loaded.
FULL_LAG_S = 0.5
# The weight of the newest sample in exponential smoothing: a changed load is visible after some 20 samples.
_NEWEST_WEIGHT = 0.1
# The backpressure factor is cached for this time.
_REFRESH_S = 0.25
# Pairs of load in percent and factor: from that load on, the recommended poll intervals are multiplied by the factor.
INTERVAL_FACTORS = ((95, 8), (85, 4), (70, 2))

_work_shares = shared_array(WORKER_SLOTS, "d")


@dataclass(frozen=True)
class Load:
    """The load of this host's workers.

    connections: open streams, sockets and waiting polls of all workers.
    work_share: the load of the busiest worker, from 0 to 1.
    """

    connections: int
    max_connections: int
    work_share: float

    @property
    def percentage(self) -> int:
        return min(100, round(100 * max(self.connections / self.max_connections, self.work_share)))

    @property
    def interval_factor(self) -> int:
        """The backpressure factor by which the configured poll intervals are multiplied."""
        return next((factor for percentage, factor in INTERVAL_FACTORS if self.percentage >= percentage), 1)


class LoadMeter:
    """Measures one worker, and reads the measurements of all workers from shared memory."""

    def __init__(self, per_worker: int) -> None:
        self._per_worker = per_worker
        self._busy_share = 0.0
        self._lag_s = 0.0
        self._interval_factor = 1
        self._refreshed_at = 0.0

    def sample(self, elapsed_s: float, processor_s: float, lag_s: float) -> None:
        """Add a sample: the processor time used in `elapsed_s`, and how late the timer of the sample fired."""
        self._busy_share += _NEWEST_WEIGHT * (min(1.0, processor_s / elapsed_s) - self._busy_share)
        self._lag_s += _NEWEST_WEIGHT * (lag_s - self._lag_s)
        _work_shares[own_slot()] = max(self._busy_share, min(1.0, self._lag_s / FULL_LAG_S))

    def load(self) -> Load:
        slots = live_slots()
        return Load(open_streams(), self._per_worker * len(slots), max(_work_shares[slot] for slot in slots))

    def interval_factor(self) -> int:
        """Return the backpressure factor, at most 250 ms old."""
        if time.monotonic() - self._refreshed_at > _REFRESH_S:
            self._refreshed_at = time.monotonic()
            self._interval_factor = self.load().interval_factor
        return self._interval_factor


def clear_slot(slot: int) -> None:
    """In the master: remove the load of a worker that has exited."""
    _work_shares[slot] = 0.0
