"""The trial: the load and the gap checker while a cluster is disturbed, and the comparison afterwards."""

import random
import re
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

from tests.support.live.hosts.nginx import NGINX

from ..clients import KEYED_SHARE
from ..load import Load
from ..promises import broken_promises, few
from ..scenarios.deliveries import PAUSE_S, start_checker
from ..trial import HEAL_LIMIT_S, HEALED_WRITES, Options, Result
from .cluster import Cluster, running_cluster
from .faults import Disturber

NAME, PROMISES = "two hosts", "P27"
# The short form takes less than a minute.
SHORT_SLOWNESS = 0.1
# Characters of each host's log that are shown when the trial itself fails.
MAX_LOG = 4000
# nginx leaves a host out for 10 s after a request has failed there.
LEFT_OUT_S = 10.0


def run_on_hosts(options: Options, seed: int, *, is_short: bool) -> Result:
    """Disturb two hosts until the checker has received enough, and every fault has happened."""
    if NGINX is None:
        sys.exit("nginx is needed (Debian: apt-get install nginx)")
    began = time.monotonic()
    with ExitStack() as opened:
        folder = opened.enter_context(tempfile.TemporaryDirectory(prefix="chaos-", dir=options.folder))
        cluster = opened.enter_context(running_cluster(Path(folder), options.workers))
        try:
            result = _run(cluster, options, seed, SHORT_SLOWNESS if is_short else 1.0)
        except Exception as error:  # noqa: BLE001 - the logs are gone when the cluster is
            logs = [host.log()[-MAX_LOG:] for host in cluster.hosts]
            result = Result(NAME, PROMISES, seed, broken=[f"the trial ended with {error!r}", *logs])
            traceback.print_exc()
    result.seconds = time.monotonic() - began
    return result


def _run(cluster: Cluster, options: Options, seed: int, slowness: float) -> Result:
    rng, counts, broken = random.Random(seed), Counter[str](), list[str]()
    load = Load(cluster.proxy, seed, pause=options.pause, keyed_share=KEYED_SHARE)
    load.start()
    load.wait_for_writes(HEALED_WRITES)
    checker = start_checker(cluster.proxy, rng.randrange(1 << 31), options.deliveries)
    disturber = Disturber(cluster, rng, slowness)
    for name in _names(checker, rng, list(disturber.faults)):
        disturber.faults[name]()
        counts[name] += 1
        with suppress(subprocess.TimeoutExpired):
            checker.wait(rng.uniform(*PAUSE_S) * slowness)
    ended_at = time.monotonic()
    if not load.wait_for_writes(HEALED_WRITES, HEAL_LIMIT_S + LEFT_OUT_S):
        broken.append("not healed")
    healed_s = time.monotonic() - ended_at
    output, _ = checker.communicate()
    if checker.returncode:
        broken.append(f"the gap checker failed: {output[-1000:]}")
    load.wait_for_writes(options.writes - load.writes)
    load.stop()
    load.finish()
    broken += broken_promises(load)
    broken += verify(cluster)
    deliveries = re.search(r"^deliveries (\d+)", output, re.MULTILINE)
    counts["deliveries checked"] = int(deliveries[1]) if deliveries else 0
    return Result(
        NAME,
        PROMISES,
        seed,
        writes=load.writes,
        operations=load.operations,
        deliveries=load.deliveries,
        refused=sum(load.tally.statuses[status] for status in (502, 503, 504)),
        cut=load.tally.cut,
        healed_s=healed_s,
        notes=", ".join(f"{count} {what}" for what, count in counts.items()),
        broken=few(broken),
    )


def _names(checker: "subprocess.Popen[str]", rng: random.Random, names: list[str]) -> Iterator[str]:
    """Yield every fault in random order, again and again until the checker ends."""
    while True:
        rng.shuffle(names)
        yield from names
        if checker.poll() is not None:
            return


def verify(cluster: Cluster) -> Iterator[str]:
    """Kill the hosts, and run every check that an operator has."""
    for host in cluster.hosts:
        host.kill()
    for command in ("verify", "check"):
        done = cluster.hosts[0].run_program(command)
        if done.returncode:
            yield f"{command} failed: {(done.stderr or done.stdout)[:600]}"
