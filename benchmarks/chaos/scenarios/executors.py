"""Executors that are killed while they work on investigations."""

from ..executors.trial import KILLS_PER_DISTURBANCE, kill_executors
from ..trial import Scenario, Trial


def disturb(trial: Trial) -> None:
    kills = trial.options.disturbances * KILLS_PER_DISTURBANCE
    counts, broken = kill_executors([trial.server], kills, trial.rng)
    trial.counts += counts
    trial.broken += broken


SCENARIOS = (Scenario("kill executors", "P28", disturb),)
