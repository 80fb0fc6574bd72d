"""Requests that only one of them may win, sent to two services at the same moment, a thousand times each.

    python benchmarks/races.py [--rounds 1000] [--database postgresql] [--workers 2] [--race WORD]

Starts two services with one database, a PostgreSQL server or a SQLite file in a temporary folder, and counts the rounds
without exactly one winner. Exit status 1 when there is any.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from tests.support.live.hosts.races import RACES, Race, RaceTrack  # noqa: E402
from tests.support.live.users import serving  # noqa: E402
from tests.support.postgresql_server import PostgresqlServer, find_programs  # noqa: E402
from wizard_service.config import DatabaseSettings  # noqa: E402
from wizard_service.store import kind_of  # noqa: E402

HOSTS = 2
# Nothing but the races themselves is limited.
UNLIMITED = dict.fromkeys(
    (
        "WIZARD_POLLING_RATE_LIMIT_PER_S",
        "WIZARD_WRITES_PER_S",
        "WIZARD_TICKETS_PER_MINUTE",
        "WIZARD_INVESTIGATIONS_PER_USER",
        "WIZARD_STORED_MB_PER_USER",
    ),
    "0",
)


@contextmanager
def database_url(kind: str, folder: Path) -> Iterator[str]:
    """Make a database, and stop its server after the block."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'races.db'}"
        return
    server = PostgresqlServer(find_programs(), folder)
    server.start()
    try:
        yield server.create_database()
    finally:
        server.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument("--race", default="", help="only the races whose name contains this word")
    options = parser.parse_args()
    print(f"{vars(options)}, {os.cpu_count()} processors, load average {os.getloadavg()[0]:.1f}", flush=True)
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="wizard-races-")))
        url = opened.enter_context(database_url(options.database, folder))
        kind_of(settings := DatabaseSettings(url)).migrate(settings)
        hosts = [folder / f"host-{number}" for number in range(HOSTS)]
        for host in hosts:
            host.mkdir()
        servers = [
            opened.enter_context(serving(host, options.workers, DATABASE_URL=url, **UNLIMITED)) for host in hosts
        ]
        track = opened.enter_context(closing(RaceTrack(servers)))
        lost = sum(measure(track, race, options.rounds) for race in RACES if options.race in race.__name__)
        servers[0].verify()
    return 1 if lost else 0


def measure(track: RaceTrack, race: Race, rounds: int) -> int:
    """Run the rounds of a race, print a line, and return how many were wrong."""
    began, faults = time.monotonic(), []
    person = track.person()
    for _ in range(rounds):
        try:
            race(track, person)
        except AssertionError as fault:
            faults.append(str(fault))
    seconds = time.monotonic() - began
    print(
        f"{race.__name__}: {rounds} rounds, {len(faults)} wrong, {seconds:.0f} s", *faults[:3], sep="\n  ", flush=True
    )
    return len(faults)


if __name__ == "__main__":
    sys.exit(main())
