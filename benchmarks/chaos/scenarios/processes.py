"""Processes that are killed, reloaded and stopped."""

import os
import signal
from contextlib import suppress

from ..faults import Operation
from ..trial import Scenario, Trial

# The master replaces a worker that has not reported for `timeout` (15 s); reports come every second.
HUNG_WORKER_S = 20.0


def kill_workers(trial: Trial) -> None:
    for _ in range(trial.options.disturbances):
        workers = trial.server.workers()
        for pid in trial.rng.sample(workers, trial.rng.randint(1, len(workers)) if workers else 0):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                trial.counts["kills"] += 1
        trial.let_work()


def kill_all(trial: Trial) -> None:
    """Kill every process at one moment, as a host does that crashes."""
    for _ in range(trial.options.disturbances):
        trial.server.kill()
        trial.server.start()
        trial.counts["kills of all"] += 1
        trial.let_work()


def kill_master(trial: Trial) -> None:
    for _ in range(trial.options.disturbances):
        trial.server.kill_master()
        trial.server.start()
        trial.counts["kills of the master"] += 1
        trial.let_work()


def reload(trial: Trial) -> None:
    for _ in range(trial.options.disturbances):
        before = set(trial.server.workers())
        trial.server.signal(signal.SIGHUP)
        trial.counts["reloads"] += 1
        trial.server.wait_until(lambda: not before & set(trial.server.workers()), "the new workers")  # noqa: B023
        trial.let_work()


def stop_lock_holder(trial: Trial) -> None:
    """Stop a worker between two of its system calls while it holds the write lock."""
    with trial.faults.slow(Operation.SYNC, 0.005, trial.server.database):
        stopped = trial.server.stop_lock_holder()
    trial.counts["stopped while it held the lock"] += 1
    trial.require(
        trial.load.wait_for_writes(1, HUNG_WORKER_S), f"no write for {HUNG_WORKER_S:.0f} s after a worker hung"
    )
    with suppress(ProcessLookupError):
        os.kill(stopped, signal.SIGCONT)


SCENARIOS = (
    Scenario("kill workers", "P1 P2 P3 P5", kill_workers),
    Scenario("kill every process", "P1 P2 P3", kill_all),
    Scenario("kill the master", "P1", kill_master),
    Scenario("reload", "P12", reload),
    Scenario("stop the lock's holder", "P13", stop_lock_holder),
)
