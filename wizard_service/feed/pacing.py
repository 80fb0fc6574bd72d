"""Advice to polling clients: when to come back (contract section 6). A pure function; nothing here asks a clock."""

from dataclasses import dataclass

from ..config import PollingSettings
from ..domain.vocabulary import IN_PROGRESS, PROGRESS

# Contract section 6: "slow when terminal or idle for 5 minutes".
IDLE_S = 300.0
# An investigation that told something within this time is active.
ACTIVE_S = 30.0
JITTER = 0.1


@dataclass(frozen=True)
class Activity:
    """idle_s: seconds since the last event."""

    wizard_step: str
    status: str
    archived: bool
    idle_s: float


def next_poll_interval_ms(activity: Activity, settings: PollingSettings, jitter: float) -> int | None:
    """Return the advised interval, None once nothing will ever change.

    jitter: a random number from 0 to 1, spread over +-10 %, so that clients started together drift apart.
    """
    if activity.archived and activity.status != IN_PROGRESS:
        return None
    spread = 1 - JITTER + 2 * JITTER * jitter
    return min(round(_base_ms(activity, settings) * spread), settings.max_backoff_ms)


def _base_ms(activity: Activity, settings: PollingSettings) -> int:
    if activity.status != IN_PROGRESS or activity.idle_s >= IDLE_S:
        return settings.slow_interval_ms
    if activity.wizard_step == PROGRESS and activity.idle_s < ACTIVE_S:
        return settings.fast_interval_ms
    return settings.normal_interval_ms
