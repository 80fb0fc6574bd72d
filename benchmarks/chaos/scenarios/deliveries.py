"""The gap checker while workers are killed, recycled and reloaded (contract section 5: neither misses nor repeats)."""

import os
import re
import signal
import subprocess
import sys
from contextlib import suppress

from tests.support.live.server import LiveServer
from tests.support.paths import ROOT

from ..service import token_for
from ..trial import Scenario, Trial

# Reloads among the disturbances, and how long the server is left alone between two of them.
RELOAD_SHARE = 0.25
PAUSE_S = (2.0, 6.0)
# Characters of a traceback that the table shows.
MAX_TRACEBACK = 4000
SETTINGS = {"GUNICORN_CMD_ARGS": "--max-requests 250 --max-requests-jitter 150"}


def check_gaps(trial: Trial) -> None:
    """Disturb the server until the checker has received enough; it switches transports and is cut off all the time."""
    checker = start_checker(trial.server, trial.rng.randrange(1 << 31), trial.options.deliveries)
    while checker.poll() is None:
        _disturb(trial)
        with suppress(subprocess.TimeoutExpired):
            checker.wait(trial.rng.uniform(*PAUSE_S))
    output, _ = checker.communicate()
    deliveries = re.search(r"^deliveries (\d+)", output, re.MULTILINE)
    trial.counts["deliveries checked"] += int(deliveries[1]) if deliveries else 0
    trial.counts["workers recycled"] += trial.server.log().count("Autorestarting worker")
    trial.require(checker.returncode == 0, f"the gap checker failed: {output[-1000:]}")
    _, _, traceback = trial.server.log().partition("Traceback")
    trial.require(not traceback, f"the server logged a traceback{traceback[:MAX_TRACEBACK]}")


def start_checker(server: LiveServer, seed: int, deliveries: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "wizard_service", "verify", "feed", "--url", server.url, "--write"]
    command += ["--deliveries", str(deliveries), "--seed", str(seed)]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "WIZARD_TOKEN": token_for("gap-checker")}
    return subprocess.Popen(
        command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=server.folder
    )


def _disturb(trial: Trial) -> None:
    if trial.rng.random() < RELOAD_SHARE:
        trial.server.signal(signal.SIGHUP)
        trial.counts["reloads"] += 1
        return
    workers = trial.server.workers()
    if workers:
        with suppress(ProcessLookupError):
            os.kill(trial.rng.choice(workers), signal.SIGKILL)
            trial.counts["kills"] += 1


SCENARIOS = (Scenario("gap checker", "P3 P12", check_gaps, settings=SETTINGS),)
