"""The recommended poll interval (contract section 6), computed from activity and load.

The base intervals are settings: `PollingSettings` in `config/polling.py`.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from ..config import PollingSettings
from ..domain.vocabulary import IN_PROGRESS, PROGRESS

# Contract section 6: "slow when terminal or idle for 5 minutes".
IDLE_S = 300.0
# An investigation counts as active for this long after an event, and twice as long when it has many events.
ACTIVE_S = 30.0
BUSY_EVENTS_PER_MIN = 6.0
JITTER = 0.1

# Only the most recently active investigations are counted; the others have no recent events.
MAX_COUNTED = 10_000
_DECAY_S = 60.0


class Activity(NamedTuple):
    """The activity of an investigation.

    idle_s: seconds since the last event. events_per_min: the recent rate, as far as this process has read the log.
    """

    wizard_step: str
    status: str
    archived: bool
    idle_s: float
    events_per_min: float = 0.0


@dataclass(frozen=True)
class Intervals:
    """The three recommended intervals in ms, under a given load."""

    fast_ms: int
    normal_ms: int
    slow_ms: int


def intervals(settings: PollingSettings, interval_factor: int) -> Intervals:
    """Return the configured intervals multiplied by a backpressure factor, limited to the configured maximum."""
    configured = (settings.fast_interval_ms, settings.normal_interval_ms, settings.slow_interval_ms)
    return Intervals(*(_under_load(interval_ms, settings, interval_factor) for interval_ms in configured))


def next_poll_interval_ms(
    activity: Activity, settings: PollingSettings, jitter: float, interval_factor: int = 1
) -> int | None:
    """Return the recommended interval, None for an investigation that will not change again.

    jitter: a random number from 0 to 1, mapped to +-10 %, so that clients that start together drift apart.
    interval_factor: the backpressure factor, 1 without load.
    """
    if activity.archived and activity.status != IN_PROGRESS:
        return None
    spread = 1 - JITTER + 2 * JITTER * jitter
    interval_ms = _under_load(_interval_ms(activity, settings), settings, interval_factor)
    return min(round(interval_ms * spread), settings.max_backoff_ms)


def _under_load(interval_ms: int, settings: PollingSettings, interval_factor: int) -> int:
    return min(interval_ms * interval_factor, settings.max_backoff_ms)


def _interval_ms(activity: Activity, settings: PollingSettings) -> int:
    if activity.status != IN_PROGRESS or activity.idle_s >= IDLE_S:
        return settings.slow_interval_ms
    return settings.fast_interval_ms if _is_active(activity) else settings.normal_interval_ms


def _is_active(activity: Activity) -> bool:
    is_busy = activity.events_per_min >= BUSY_EVENTS_PER_MIN
    return activity.wizard_step == PROGRESS and activity.idle_s < ACTIVE_S * (2 if is_busy else 1)


class RecentActivity:
    """Counts the events per investigation over about a minute. The tailer feeds it, so it needs no queries."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counts: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def record(self, investigation_id: str) -> None:
        """Count one event."""
        self._counts[investigation_id] = (self.events_per_min(investigation_id) + 1, self._clock())
        self._counts.move_to_end(investigation_id)
        if len(self._counts) > MAX_COUNTED:
            self._counts.popitem(last=False)

    def events_per_min(self, investigation_id: str) -> float:
        """Return a count that decays exponentially with the age of its events."""
        count, counted_at = self._counts.get(investigation_id, (0.0, 0.0))
        return count * math.exp((counted_at - self._clock()) / _DECAY_S) if count else 0.0
