"""Mixed load for a long time, without a fault: memory and the write-ahead log must stay below their bounds."""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression, median

from ..trial import Scenario, Trial

SAMPLES = 200
# Caches and the heap fill in the first part of the time, which the slope leaves out.
WARM_UP_SHARE = 0.2
MAX_LOG_BYTES = 64 * 1024**2
MAX_SLOPE_MB_H, SLOPE_AFTER_S = 1.0, 1800.0
MB = 1024**2


@dataclass(frozen=True)
class Sample:
    """memory: resident bytes, descriptors: open files, both by worker."""

    at_s: float
    memory: dict[int, int]
    descriptors: dict[int, int]
    log: int


def run_mixed_load(trial: Trial) -> None:
    """Sample the workers while reporters, register clients and watchers go on."""
    seconds, samples = trial.options.seconds, []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(max(0.2, seconds / SAMPLES))
        samples.append(_sample(trial))
    steady = samples[int(len(samples) * WARM_UP_SHARE) :]
    slopes = [_slope(steady, pid) for pid in samples[0].memory]
    opened = [count for sample in steady for count in sample.descriptors.values()]
    log = max(sample.log for sample in samples)
    trial.notes.append(f"{seconds / 60:.1f} min, {', '.join(f'{slope:+.1f}' for slope in slopes)} MB/h by worker")
    trial.notes.append(f"{min(opened)} to {max(opened)} descriptors, log at most {log / MB:.1f} MB")
    trial.require(log <= MAX_LOG_BYTES, f"the log grew to {log / MB:.0f} MB")
    trial.require(set(samples[0].memory) == set(trial.server.workers()), "a worker was replaced")
    if seconds >= SLOPE_AFTER_S:
        trial.require(median(slopes) <= MAX_SLOPE_MB_H, f"workers grow by {median(slopes):.1f} MB/h")


def _sample(trial: Trial) -> Sample:
    workers = trial.server.workers()
    log = Path(f"{trial.server.database}-wal")
    return Sample(
        time.monotonic(),
        {pid: _resident_bytes(pid) for pid in workers},
        {pid: sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir()) for pid in workers},
        log.stat().st_size if log.exists() else 0,
    )


def _resident_bytes(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _slope(samples: list[Sample], pid: int) -> float:
    """Return the growth of a worker in MB per hour."""
    times = [sample.at_s for sample in samples]
    slope, _ = linear_regression(times, [sample.memory[pid] for sample in samples])
    return slope * 3600 / MB


SCENARIOS = (Scenario("mixed load", "P25", run_mixed_load),)
