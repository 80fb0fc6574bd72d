"""How loaded this host's workers are, measured: their streams, their processors, and how late their turns come.

Each worker writes its own figure into its row of shared memory; a host is as loaded as its busiest worker.
"""

import time
from dataclasses import dataclass

from ...process.shared_memory import WORKER_SLOTS, live_slots, own_slot, shared_array
from .stream_quota import open_streams

# A worker whose turns come this late on average has no room left.
FULL_LAG_S = 0.5
# Of the smoothing: a figure follows what it measures within some 20 samples.
_WEIGHT = 0.1
# How old the slowdown may be.
_REFRESH_S = 0.25
# From this load on polls are advised to come so many times less often.
SLOWDOWNS = ((95, 8), (85, 4), (70, 2))

_shares = shared_array(WORKER_SLOTS, "d")


@dataclass(frozen=True)
class Load:
    """connections: streams and sockets on all workers. work_share: of the busiest worker, 0 to 1."""

    connections: int
    max_connections: int
    work_share: float

    @property
    def percentage(self) -> int:
        return min(100, round(100 * max(self.connections / self.max_connections, self.work_share)))

    @property
    def interval_factor(self) -> int:
        return next((times for least, times in SLOWDOWNS if self.percentage >= least), 1)


class LoadMeter:
    """One worker's measurements, and through the shared rows those of all."""

    def __init__(self, per_worker: int) -> None:
        self._per_worker = per_worker
        self._busy = 0.0
        self._lag_s = 0.0
        self._slowdown = 1
        self._refreshed_at = 0.0

    def sample(self, elapsed_s: float, processor_s: float, lag_s: float) -> None:
        """Take in how much processor time this worker used, and how late a turn came after it was due."""
        self._busy += _WEIGHT * (min(1.0, processor_s / elapsed_s) - self._busy)
        self._lag_s += _WEIGHT * (lag_s - self._lag_s)
        _shares[own_slot()] = max(self._busy, min(1.0, self._lag_s / FULL_LAG_S))

    def load(self) -> Load:
        rows = live_slots()
        return Load(open_streams(), self._per_worker * len(rows), max(_shares[row] for row in rows))

    def interval_factor(self) -> int:
        """Return how many times less often than at rest polls should come; measured a moment ago."""
        if time.monotonic() - self._refreshed_at > _REFRESH_S:
            self._refreshed_at = time.monotonic()
            self._slowdown = self.load().interval_factor
        return self._slowdown


def clear_row(row: int) -> None:
    """In the master: forget the figure of a worker that is gone."""
    _shares[row] = 0.0
