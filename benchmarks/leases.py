"""Measures what executors cost that hold leases and renew them, and whether any of them is lost by mistake.

    python benchmarks/leases.py [--leases 1000] [--seconds 60] [--every 15] [--ttl 45] [--workers 3] [--faults]

Starts a service with a SQLite file in a temporary folder (DATABASE_URL names another database). Prints renewals per
second, the processor time of all workers as a share of one processor, with and without renewals, and the latency of
renewals and of reads by another user. With --faults a worker is killed after a fifth of the time, the workers are
reloaded (HUP) after two fifths, and the database file is away for 10 s after three fifths. Exit status 1 when an
executor was lost.
"""

import argparse
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from benchmarks.renewals import Connection, Refused, Renewals  # noqa: E402
from tests.support.live import databases  # noqa: E402
from tests.support.live.server import LiveServer  # noqa: E402
from tests.support.live.users import serving  # noqa: E402

# Executors are independent, so many of them wait for an answer at the same time.
SENDERS = 48
READS_PER_S = 20
AWAY_S = 10.0
TICKS_PER_S = os.sysconf("SC_CLK_TCK")
UNLIMITED = dict.fromkeys(
    (
        "WIZARD_POLLING_RATE_LIMIT_PER_S",
        "WIZARD_WRITES_PER_S",
        "WIZARD_INVESTIGATIONS_PER_USER",
        "WIZARD_STORED_MB_PER_USER",
    ),
    "0",
)


def kill_worker(server: LiveServer) -> None:
    os.kill(server.workers()[0], signal.SIGKILL)


def reload(server: LiveServer) -> None:
    server.signal(signal.SIGHUP)


def move_database_away(server: LiveServer) -> None:
    kept = server.database.with_suffix(".moved")
    server.database.rename(kept)
    time.sleep(AWAY_S)
    kept.rename(server.database)


# Each happens after so large a share of the time.
FAULTS: tuple[tuple[float, Callable[[LiveServer], None]], ...] = (
    (0.2, kill_worker),
    (0.4, reload),
    (0.6, move_database_away),
)


def disturb(server: LiveServer, seconds: float, ended: threading.Event) -> None:
    begun = time.monotonic()
    for share, fault in FAULTS:
        if ended.wait(max(0.0, begun + share * seconds - time.monotonic())):
            return
        fault(server)


def read_until(end: float, connection: Connection, investigation_id: str) -> list[float]:
    """Read a state in even intervals, and return how long each read took in ms."""
    latencies_ms = []
    while time.monotonic() < end:
        begun = time.perf_counter()
        try:
            connection.call("GET", f"/{investigation_id}/state")
            latencies_ms.append((time.perf_counter() - begun) * 1000)
        except Refused:
            pass
        time.sleep(1 / READS_PER_S)
    return latencies_ms


def processor_s(server: LiveServer) -> float:
    """Return the processor time that the workers have used, those that have ended as well."""
    living = sum(sum(_processor_ticks(pid)[:2]) for pid in server.workers())
    return (living + sum(_processor_ticks(server.master)[2:])) / TICKS_PER_S


def _processor_ticks(pid: int) -> list[int]:
    """Return user and system time of a process, then those of its children that have ended."""
    return [int(field) for field in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]]


def commits(server: LiveServer) -> int:
    """Return how many transactions have changed the database, 0 where it does not count them."""
    if not databases.is_sqlite(server.database_url):
        return 0
    return int(server.rows("SELECT commits FROM database_identity")[0][0])


def percentiles(latencies_ms: list[float]) -> str:
    ordered = sorted(latencies_ms)
    shown = {share: ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))] for share in (50, 95, 99)}
    return ", ".join(f"p{share} {value:.1f} ms" for share, value in shown.items())


@dataclass(frozen=True)
class Measurement:
    """The load of a service. processor: share of one processor that all workers used."""

    processor: float
    commits_per_s: float
    reads: str

    def __str__(self) -> str:
        return (
            f"{self.processor * 100:.1f} % of a processor, {self.commits_per_s:.1f} commits/s, "
            f"reads of another user {self.reads}"
        )


def measure_for(server: LiveServer, seconds: float) -> Measurement:
    """Measure while another user reads."""
    reader = Connection(server, "reader")
    own = str(reader.call("POST", "/investigations", {})["investigation_id"])
    begun, before = processor_s(server), commits(server)
    reads = read_until(time.monotonic() + seconds, reader, own)
    used, written = processor_s(server) - begun, commits(server) - before
    return Measurement(used / seconds, written / seconds, percentiles(reads))


def take_all(server: LiveServer, renewals: Renewals, count: int, ttl_s: int) -> None:
    """Take leases of new investigations, which are renewed from then on, evenly spread."""
    owner = Connection(server, "owner")
    for number in range(count):
        investigation_id = str(owner.call("POST", "/investigations", {})["investigation_id"])
        claim = {"executor": "worker", "ttl_s": ttl_s}
        lease_id = str(owner.call("POST", f"/{investigation_id}/lease", claim)["lease_id"])
        renewals.add(time.monotonic() + number / count * renewals.every_s, investigation_id, lease_id)


def measure(server: LiveServer, options: argparse.Namespace) -> int:
    """Print the figures, and return how many executors were lost."""
    renewals = Renewals(options.every)
    without = measure_for(server, min(10.0, options.seconds))
    with ThreadPoolExecutor(SENDERS + 1) as pool:
        senders = [pool.submit(renewals.renew, Connection(server, "owner")) for _ in range(SENDERS)]
        take_all(server, renewals, options.leases, options.ttl)
        renewals.latencies_ms.clear()
        if options.faults:
            senders.append(pool.submit(disturb, server, options.seconds, renewals.ended))
        during = measure_for(server, options.seconds)
        # Leases would run out while they are read one by one and not renewed.
        lost = int(server.rows("SELECT count(*) AS lost FROM executor_leases WHERE ended_at IS NOT NULL")[0][0])
        renewals.ended.set()
        for sender in senders:
            sender.result()
    report = [
        f"{len(renewals.latencies_ms) / options.seconds:.1f} renewals/s: {percentiles(renewals.latencies_ms)}",
        f"without: {without}",
        f"with:    {during}",
        f"{renewals.repeated} renewals repeated, {lost} of {options.leases} executors lost",
    ]
    sys.stdout.write("\n".join(report) + "\n")
    return lost


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--leases", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--every", type=float, default=15)
    parser.add_argument("--ttl", type=int, default=45)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--faults", action="store_true", help="disturb the service; SQLite alone")
    options = parser.parse_args()
    settings = UNLIMITED | {name: os.environ[name] for name in ("DATABASE_URL",) if name in os.environ}
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        server = opened.enter_context(serving(folder, workers=options.workers, **settings))
        return 1 if measure(server, options) else 0


if __name__ == "__main__":
    raise SystemExit(main())
