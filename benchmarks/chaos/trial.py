"""One trial: a new service under load, a scenario that disturbs it, and the comparison afterwards."""

import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from .clients import KEYED_SHARE
from .faults import Faults
from .load import Load
from .promises import broken_promises, few, verify_faults
from .service import ChaosServer

HEAL_LIMIT_S = 30.0
# A healed service acknowledges this many reports.
HEALED_WRITES = 20
# Characters of the log of a service that has ended.
MAX_LOG = 2000


@dataclass(frozen=True)
class Options:
    """The size of every trial.

    writes: reports that are acknowledged before a trial ends, at least.
    disturbances: kills, reloads or faults of one trial.
    images: databases that are examined as a crash leaves them.
    deliveries: what the gap checker receives.
    seconds: how long the mixed load lasts.
    pause: factor of the pauses of all clients; 0 is full speed.
    """

    library: Path
    folder: Path | None = None
    workers: int = 3
    disturbances: int = 3
    writes: int = 300
    images: int = 40
    deliveries: int = 5000
    seconds: float = 10.0
    pause: float = 1.0


@dataclass(frozen=True)
class Scenario:
    """disturb: runs while the load does. examine: runs after every process was killed, on the files they left.

    known_fault: why the promise does not hold yet. Such a trial is shown as open and does not fail the run.
    """

    name: str
    promises: str
    disturb: Callable[["Trial"], None]
    settings: dict[str, str] = field(default_factory=dict)
    examine: Callable[["Trial"], None] | None = None
    known_fault: str = ""


@dataclass
class Result:
    """The row of a trial in the table. healed_s: from the end of the fault to the next writes of the load."""

    name: str
    promises: str
    seed: int
    writes: int = 0
    operations: int = 0
    deliveries: int = 0
    refused: int = 0
    cut: int = 0
    healed_s: float = 0.0
    seconds: float = 0.0
    notes: str = ""
    broken: list[str] = field(default_factory=list)
    known_fault: str = ""

    @property
    def verdict(self) -> str:
        if not self.broken:
            return "passed"
        return "open" if self.known_fault else "FAILED"


class Trial:
    """The tools of a scenario: the server, its faults, the running load, and chance that a seed repeats."""

    def __init__(self, server: ChaosServer, load: Load, options: Options, seed: int) -> None:
        self.server, self.load, self.options = server, load, options
        self.faults = server.faults
        self.rng = random.Random(seed)
        self.counts: Counter[str] = Counter()
        self.notes: list[str] = []
        self.broken: list[str] = []
        # The files before the recording, and the record, of a scenario that needs them.
        self.files: dict[Path, bytes] = {}
        self.record: Path | None = None

    def let_work(self, writes: int | None = None) -> None:
        """Let the load write before the next disturbance."""
        self.load.wait_for_writes(writes or self.rng.randint(10, 60))

    def require(self, is_met: bool, promise: str) -> None:
        """Record a promise of the scenario alone that was broken."""
        if not is_met:
            self.broken.append(promise)


def run(scenario: Scenario, options: Options, seed: int) -> Result:
    """Run one scenario with a service, a database and a load of its own."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="chaos-", dir=options.folder) as folder:
        faults = Faults(options.library, Path(folder))
        server = ChaosServer(Path(folder), faults, options.workers, **scenario.settings)
        server.migrate()
        try:
            server.start()
            with closing(Load(server, seed, pause=options.pause, keyed_share=KEYED_SHARE)) as load:
                result = _run(scenario, Trial(server, load, options, seed), seed)
        except Exception as error:
            # The folder is removed with the log in it.
            error.add_note(f"The end of the service's log: {server.log()[-MAX_LOG:]}")
            raise
        finally:
            server.kill()
    result.seconds = time.monotonic() - began
    return result


def _run(scenario: Scenario, trial: Trial, seed: int) -> Result:
    load = trial.load
    load.start()
    trial.let_work()
    scenario.disturb(trial)
    healed_s = _heal(trial)
    load.wait_for_writes(trial.options.writes - load.writes)
    load.stop()
    load.finish()
    if not trial.server.is_running:
        trial.broken.append(f"the master is gone; the end of its log: {trial.server.log()[-MAX_LOG:]}")
    trial.broken += broken_promises(load)
    trial.server.kill()
    if scenario.examine is not None:
        scenario.examine(trial)
    trial.broken += verify_faults(trial.server)
    return Result(
        scenario.name,
        scenario.promises,
        seed,
        writes=load.writes,
        operations=load.operations,
        deliveries=load.deliveries,
        refused=load.tally.statuses[503],
        cut=load.tally.cut,
        healed_s=healed_s,
        notes=", ".join([*(f"{count} {what}" for what, count in trial.counts.items()), *trial.notes]),
        broken=few(trial.broken),
        known_fault=scenario.known_fault,
    )


def _heal(trial: Trial) -> float:
    """Wait until the service accepts writes again, and return how long that took."""
    began = time.monotonic()
    trial.require(trial.load.wait_for_writes(HEALED_WRITES, HEAL_LIMIT_S), f"not healed after {HEAL_LIMIT_S:.0f} s")
    return time.monotonic() - began
