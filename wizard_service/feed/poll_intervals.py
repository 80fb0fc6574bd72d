"""Advice to polling clients: when to come back (contract section 6). Pure functions; nothing here asks a clock."""

from dataclasses import dataclass

from ..config import PollingSettings
from ..domain.vocabulary import IN_PROGRESS, PROGRESS

# Contract section 6: "slow when terminal or idle for 5 minutes".
IDLE_S = 300.0
# An investigation that told something within this time is active; one that tells much may pause twice as long.
ACTIVE_S = 30.0
BUSY_EVENTS_PER_MIN = 6.0
JITTER = 0.1


@dataclass(frozen=True)
class Activity:
    """idle_s: seconds since the last event. events_per_min: recently, as far as this process has seen."""

    wizard_step: str
    status: str
    archived: bool
    idle_s: float
    events_per_min: float = 0.0


@dataclass(frozen=True)
class Intervals:
    """The three intervals there are, in ms, under a given load."""

    fast_ms: int
    normal_ms: int
    slow_ms: int


def intervals(settings: PollingSettings, interval_factor: int) -> Intervals:
    """Return the intervals, longer by a factor, but none beyond the longest."""
    configured = (settings.fast_interval_ms, settings.normal_interval_ms, settings.slow_interval_ms)
    return Intervals(*(min(each_ms * interval_factor, settings.max_backoff_ms) for each_ms in configured))


def next_poll_interval_ms(
    activity: Activity, settings: PollingSettings, jitter: float, interval_factor: int = 1
) -> int | None:
    """Return the advised interval, None once nothing will ever change.

    jitter: a random number from 0 to 1, spread over +-10 %, so that clients started together drift apart.
    slowdown: how many times longer than at rest, because of the server's load.
    """
    if activity.archived and activity.status != IN_PROGRESS:
        return None
    spread = 1 - JITTER + 2 * JITTER * jitter
    return min(round(_interval_ms(activity, intervals(settings, interval_factor)) * spread), settings.max_backoff_ms)


def _interval_ms(activity: Activity, usual: Intervals) -> int:
    if activity.status != IN_PROGRESS or activity.idle_s >= IDLE_S:
        return usual.slow_ms
    return usual.fast_ms if _is_active(activity) else usual.normal_ms


def _is_active(activity: Activity) -> bool:
    is_busy = activity.events_per_min >= BUSY_EVENTS_PER_MIN
    return activity.wizard_step == PROGRESS and activity.idle_s < ACTIVE_S * (2 if is_busy else 1)
