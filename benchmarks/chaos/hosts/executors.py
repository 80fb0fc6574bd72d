"""The trial of killed executors on two hosts: each executor uses the other host than the one before it."""

import random
import tempfile
import time
import traceback
from pathlib import Path

from ..executors.trial import KILLS_PER_DISTURBANCE, kill_executors
from ..promises import few
from ..trial import Options, Result
from .cluster import running_cluster
from .trial import verify

NAME, PROMISES = "kill executors on two hosts", "P28"


def kill_executors_on_hosts(options: Options, seed: int) -> Result:
    """Kill executors while nothing else is disturbed."""
    began, result = time.monotonic(), Result(NAME, PROMISES, seed)
    with tempfile.TemporaryDirectory(prefix="chaos-", dir=options.folder) as folder:
        try:
            _run(Path(folder), options, result)
        except Exception as error:  # noqa: BLE001 - the other trials still count
            result.broken.append(f"the trial ended with {error!r}")
            traceback.print_exc()
    result.seconds = time.monotonic() - began
    return result


def _run(folder: Path, options: Options, result: Result) -> None:
    with running_cluster(folder, options.workers) as cluster:
        kills = options.disturbances * KILLS_PER_DISTURBANCE
        counts, broken = kill_executors(cluster.hosts, kills, random.Random(result.seed))
        result.notes = ", ".join(f"{count} {what}" for what, count in counts.items())
        result.broken = few([*broken, *verify(cluster)])
