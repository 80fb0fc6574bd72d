"""A wall clock that leaps while the service runs."""

from ..trial import Scenario, Trial

HOUR_S, DAY_S = 3600.0, 86400.0
LEAPS_S = (HOUR_S, -HOUR_S, -DAY_S, 40 * DAY_S, 3650 * DAY_S, -3650 * DAY_S)
# Enough that retention would find something to delete if it trusted the clock.
WRITES = 400


def leap(trial: Trial) -> None:
    """Leap there and back; a purge runs every second and must not trust any of it."""
    for offset_s in trial.rng.sample(LEAPS_S, len(LEAPS_S)):
        trial.faults.set_clock(offset_s)
        trial.counts["leaps"] += 1
        trial.let_work(WRITES // len(LEAPS_S))
    trial.faults.set_clock(0.0)


SCENARIOS = (Scenario("clock leaps", "P22", leap, settings={"WIZARD_PURGE_INTERVAL_S": "1"}),)
