"""Power cuts and damaged logs: the files that a crash may leave, examined one by one after the trial."""

import os
import signal
import tempfile
from contextlib import suppress
from pathlib import Path

from ..images import SUFFIXES, Content, copy_database, place, read_content, start_on
from ..recorder import Disk, read_records
from ..trial import Scenario, Trial

# Nothing, everything, or some of what was not synced has reached the disk.
SHARES = (0.0, 1.0, 0.5, 0.1, 0.9)
# The only reason for which a torn log begins a new epoch.
SHORTENED = "its history is shorter than what was served"


def lose_power(trial: Trial) -> None:
    """Record all writes and syncs while workers are killed; `examine_power_cuts` replays them."""
    trial.server.kill()
    trial.files = {path: path.read_bytes() for path in _files(trial.server.database)}
    trial.record = trial.faults.record(trial.server.database)
    trial.server.start()
    for _ in range(trial.options.disturbances):
        trial.let_work()
        with suppress(ProcessLookupError):
            os.kill(trial.rng.choice(trial.server.workers()), signal.SIGKILL)
    trial.let_work(trial.options.writes // 2)


def examine_power_cuts(trial: Trial) -> None:
    """Cut the power at random moments: what was acknowledged before is there, in the same epoch."""
    assert trial.record is not None
    records = list(read_records(trial.record))
    cuts = sorted(trial.rng.sample(range(len(records)), min(trial.options.images, len(records))))
    disk, applied, epochs = Disk(trial.files), 0, set()
    for number, cut in enumerate(cuts):
        for record in records[applied:cut]:
            disk.apply(record)
        applied = cut
        images = disk.image(trial.rng, SHARES[number % len(SHARES)])
        content = _examine(trial, images, f"power cut at record {cut}")
        if content is not None:
            epochs.add(content.identity.epoch)
            _require_acknowledged(trial, content, records[cut].at_ns, f"power cut at record {cut}")
    trial.require(len(epochs) <= 1, f"power cuts left {len(epochs)} epochs although nothing delivered was lost")
    trial.counts["power cuts"] += len(cuts)


def tear_logs(trial: Trial) -> None:
    trial.let_work(trial.options.writes // 2)


def examine_torn_logs(trial: Trial) -> None:
    """Cut and damage the log: what remains is what was stored up to some commit, and an honest epoch."""
    database = trial.server.database
    whole = {path: path.read_bytes() for path in _files(database)}
    log, mark = Path(f"{database}-wal"), int.from_bytes(Path(f"{database}.tail").read_bytes()[:8], "little")
    with tempfile.TemporaryDirectory(dir=trial.server.folder) as folder:
        original = read_content(copy_database(database, Path(folder)))
    for number in range(trial.options.images):
        damaged = bytearray(whole[log])
        position = trial.rng.randrange(len(damaged))
        if number % 2:
            damaged[position] ^= 1 << trial.rng.randrange(8)
        else:
            del damaged[position:]
        name = f"log {'flipped' if number % 2 else 'cut'} at byte {position}"
        content = _examine(trial, whole | {log: bytes(damaged)}, name)
        if content is not None:
            _require_prefix(trial, content, original, mark, name)
    trial.counts["torn logs"] += trial.options.images


def _require_prefix(trial: Trial, content: Content, original: Content, mark: int, name: str) -> None:
    trial.require(content.is_prefix_of(original), f"{name}: the events are not a prefix of those that were stored")
    newest = content.events[-1][0] if content.events else 0
    if content.identity.epoch == original.identity.epoch:
        trial.require(newest >= mark, f"{name}: {newest} of {mark} delivered events in the same epoch")
    else:
        trial.require(SHORTENED in str(content.identity.origin), f"{name}: new epoch because {content.identity.origin}")


def _require_acknowledged(trial: Trial, content: Content, at_ns: int, name: str) -> None:
    before = {
        message
        for reporter in trial.load.reporters
        for message, answer in reporter.acknowledged.items()
        if answer.at_ns <= at_ns
    }
    lost = before - content.messages
    trial.require(not lost, f"{name}: {len(lost)} of {len(before)} acknowledged writes are lost")


def _examine(trial: Trial, images: dict[Path, bytes], name: str) -> Content | None:
    """Start on the images in a folder of their own; a database that cannot be opened is a broken promise."""
    with tempfile.TemporaryDirectory(dir=trial.server.folder) as folder:
        place(images, Path(folder))
        database = Path(folder) / trial.server.database.name
        try:
            for fault in start_on(database):
                trial.require(False, f"{name}: {fault}")
            return read_content(database)
        except Exception as error:  # noqa: BLE001 - the promise is that no image fails in any way
            trial.require(False, f"{name}: {error!r}")
            return None


def _files(database: Path) -> list[Path]:
    paths = [Path(f"{database}{suffix}") for suffix in SUFFIXES]
    return [path for path in paths if path.exists()]


SCENARIOS = (
    Scenario("power loss", "P1b", lose_power, examine=examine_power_cuts),
    Scenario("torn logs", "P16 P4", tear_logs, examine=examine_torn_logs),
)
