"""The gap checker while workers are killed, recycled and reloaded (contract section 5: neither misses nor repeats).

    python benchmarks/chaos.py [--deliveries 200000] [--seed 2027]

Starts a server of its own with three workers, each of which is replaced after some hundred requests. Exit status 1 when
an event was lost, repeated, misordered or altered, or when the server's log has a traceback.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from tests.support.live.server import ROOT, LiveServer  # noqa: E402
from wizard_service.config import AuthSettings  # noqa: E402
from wizard_service.domain.identity.tokens import issue_token  # noqa: E402

SECRET = "a-secret-of-the-benchmark-that-is-long-enough"
SETTINGS = {
    "GUNICORN_CMD_ARGS": "--max-requests 250 --max-requests-jitter 150",
    "WIZARD_STREAMS_PER_USER": "200",
    "WIZARD_POLLING_RATE_LIMIT_PER_S": "0",
    "WIZARD_GRACEFUL_TIMEOUT_S": "6",
}
# A reload for so many kills, and how long the server is left alone between two disturbances.
KILLS_PER_RELOAD = 3
PAUSE_S = (2.0, 6.0)


def disturb(server: LiveServer, chance: random.Random) -> str:
    if chance.randrange(KILLS_PER_RELOAD + 1) == 0:
        server.signal(signal.SIGHUP)
        return "reloads"
    workers = server.workers()
    if workers:
        os.kill(chance.choice(workers), signal.SIGKILL)
    return "kills"


def check(server: LiveServer, options: argparse.Namespace) -> int:
    token = issue_token(AuthSettings(secret=SECRET), "chaos", (), 86400)
    command = [sys.executable, "-m", "wizard_service", "verify", "feed", "--url", server.url, "--write"]
    command += ["--deliveries", str(options.deliveries), "--seed", str(options.seed)]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "WIZARD_TOKEN": token}
    checker = subprocess.Popen(command, env=environment)
    chance, counts, began = random.Random(options.seed), {"kills": 0, "reloads": 0}, time.monotonic()
    while checker.poll() is None:
        time.sleep(chance.uniform(*PAUSE_S))
        counts[disturb(server, chance)] += 1
    recycled, tracebacks = server.log().count("Autorestarting worker"), server.log().count("Traceback")
    print(f"{counts['kills']} workers killed, {counts['reloads']} reloads, {recycled} workers recycled", end="; ")
    print(f"{tracebacks} tracebacks in the server's log; {time.monotonic() - began:.0f} s")
    return int(checker.returncode != 0 or tracebacks > 0)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--deliveries", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=2027)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = LiveServer(Path(folder), SECRET, workers=3, **SETTINGS)
        server.migrate()
        server.start()
        try:
            return check(server, options)
        finally:
            if tracebacks := server.log().partition("Traceback")[2]:
                print(tracebacks[:3000], file=sys.stderr)
            server.kill()


if __name__ == "__main__":
    sys.exit(main())
