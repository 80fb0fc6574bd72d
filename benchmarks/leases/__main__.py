"""Measures what executors cost that hold leases and renew them, and whether any of them is lost by mistake.

    python -m benchmarks.leases [--postgresql] [--leases 1000] [--seconds 60] [--every 15] [--ttl 45] [--workers 3]
                                [--faults]

Starts a service with a SQLite file in a temporary folder, or with a durable PostgreSQL server of its own. Prints
renewals per second, the processor time of all workers as a share of one processor, with and without renewals, and the
latency of renewals and of reads by another user. With --faults a worker is killed after a fifth of the time, the
workers are reloaded (HUP) after two fifths, and the database is away for 10 s after three fifths. Exit status 1 when an
executor was lost.
"""

import argparse
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from benchmarks.figures import percentiles

from .renewals import Connection, Refused, Renewals
from .services import Service, disturb, started

# Executors are independent, so many of them wait for an answer at the same time.
SENDERS = 48
READS_PER_S = 20


def read_until(end: float, connection: Connection, investigation_id: str) -> list[float]:
    """Read a state in even intervals, and return how long each read took."""
    latencies_s = []
    while time.monotonic() < end:
        begun = time.monotonic()
        try:
            connection.call("GET", f"/{investigation_id}/state")
            latencies_s.append(time.monotonic() - begun)
        except Refused:
            pass
        time.sleep(1 / READS_PER_S)
    return latencies_s


@dataclass(frozen=True)
class Measurement:
    """The load of a service. processor: share of one processor that all workers used."""

    processor: float
    writes_per_s: float
    reads: str

    def __str__(self) -> str:
        return (
            f"{self.processor * 100:.1f} % of a processor, {self.writes_per_s:.1f} writes/s, "
            f"reads of another user p50 / p95 / p99 {self.reads} ms"
        )


def measure_for(service: Service, seconds: float) -> Measurement:
    """Measure while another user reads."""
    reader = Connection(service.host, "reader")
    own = str(reader.call("POST", "/investigations", {})["investigation_id"])
    begun, before = service.processor_s(), service.writes()
    reads = read_until(time.monotonic() + seconds, reader, own)
    used, written = service.processor_s() - begun, service.writes() - before
    return Measurement(used / seconds, written / seconds, percentiles(reads))


def take_all(service: Service, renewals: Renewals, count: int, ttl_s: int) -> None:
    """Take leases of new investigations, which are renewed from then on, evenly spread."""
    owner = Connection(service.host, "owner")
    for number in range(count):
        investigation_id = str(owner.call("POST", "/investigations", {})["investigation_id"])
        claim = {"executor": "worker", "ttl_s": ttl_s}
        lease_id = str(owner.call("POST", f"/{investigation_id}/lease", claim)["lease_id"])
        renewals.add(time.monotonic() + number / count * renewals.every_s, investigation_id, lease_id)


def measure(service: Service, options: argparse.Namespace) -> int:
    """Print the figures, and return how many executors were lost."""
    renewals = Renewals(options.every)
    without = measure_for(service, min(10.0, options.seconds))
    with ThreadPoolExecutor(SENDERS + 1) as pool:
        senders = [pool.submit(renewals.renew, Connection(service.host, "owner")) for _ in range(SENDERS)]
        take_all(service, renewals, options.leases, options.ttl)
        renewals.latencies_s.clear()
        if options.faults:
            senders.append(pool.submit(disturb, service, options.seconds, renewals.ended))
        during = measure_for(service, options.seconds)
        # Leases would run out while they are read one by one and not renewed.
        lost = int(service.host.rows("SELECT count(*) AS lost FROM executor_leases WHERE ended_at IS NOT NULL")[0][0])
        renewals.ended.set()
        for sender in senders:
            sender.result()
    renewed = renewals.latencies_s
    report = [
        f"{len(renewed) / options.seconds:.1f} renewals/s: p50 / p95 / p99 {percentiles(renewed)} ms",
        f"without: {without}",
        f"with:    {during}",
        f"{renewals.repeated} renewals repeated, {lost} of {options.leases} executors lost",
    ]
    sys.stdout.write("\n".join(report) + "\n")
    return lost


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--leases", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--every", type=float, default=15)
    parser.add_argument("--ttl", type=int, default=45)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--faults", action="store_true", help="disturb the service")
    options = parser.parse_args()
    with started(options.workers, postgresql=options.postgresql) as service:
        return 1 if measure(service, options) else 0


if __name__ == "__main__":
    raise SystemExit(main())
