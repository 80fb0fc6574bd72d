"""A disk that is full, slow, broken, read-only, or without locks."""

import errno
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from ..faults import GROWING, Operation
from ..trial import Scenario, Trial
from .processes import kill_workers

OUTAGE_S = (0.5, 2.0)
# Several faults in one: the share of calls that fail while others succeed.
FLAKY_SHARE = 0.05


def full_disk(trial: Trial) -> None:
    _outages(trial, "full disks", lambda: trial.faults.full(trial.server.database))


def broken_sync(trial: Trial) -> None:
    """Let syncs fail: what they were asked to store may be on the disk or not."""
    _failing(trial, "failing syncs", Operation.SYNC, errno.EIO, share=0.5)


def broken_disk(trial: Trial) -> None:
    _failing(trial, "failing disks", GROWING | Operation.READ, errno.EIO, share=FLAKY_SHARE)


def read_only(trial: Trial) -> None:
    _failing(trial, "read-only times", GROWING | Operation.OPEN, errno.EROFS)


def no_locks(trial: Trial) -> None:
    _failing(trial, "times without locks", Operation.FLOCK, errno.ENOLCK)


def full_memory(trial: Trial) -> None:
    """Leave no room in shared memory, while workers are replaced."""
    with trial.faults.full(Path("/dev/shm")):
        kill_workers(trial)


def slow_sync(trial: Trial) -> None:
    """Let each sync take up to half a second: slow, and no failure."""
    for _ in range(trial.options.disturbances):
        with trial.faults.slow(Operation.SYNC, trial.rng.uniform(0.05, 0.5), trial.server.database):
            trial.counts["slow times"] += 1
            trial.let_work(10)


def _failing(trial: Trial, name: str, operations: Operation, error: int, share: float = 1.0) -> None:
    database = trial.server.database
    _outages(trial, name, lambda: trial.faults.failing(operations, error, database, share=share))


def _outages(trial: Trial, name: str, fault: Callable[[], AbstractContextManager[None]]) -> None:
    for _ in range(trial.options.disturbances):
        with fault():
            trial.counts[name] += 1
            time.sleep(trial.rng.uniform(*OUTAGE_S))
        trial.let_work(20)


SCENARIOS = (
    Scenario("full disk", "P14", full_disk),
    Scenario("full shared memory", "P15", full_memory),
    Scenario("failing fsync", "P1 P15", broken_sync),
    Scenario("failing disk", "P15", broken_disk),
    Scenario("read-only file system", "P15", read_only),
    Scenario("no locks", "P15", no_locks),
    Scenario("slow fsync", "P9", slow_sync),
)
