"""The service whose leases are measured, with a SQLite file or a PostgreSQL server, and what disturbs it."""

import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.chaos.hosts.cluster import DURABLE
from tests.support.live import databases
from tests.support.live.server import LiveServer
from tests.support.live.users import serving
from tests.support.postgresql_server import PostgresqlServer, find_programs
from wizard_service.config import DatabaseSettings
from wizard_service.store import kind_of

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
_CHANGED_ROWS = "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint FROM pg_stat_user_tables"


@dataclass(frozen=True)
class Service:
    """One host. database: the PostgreSQL server, None with a SQLite file."""

    host: LiveServer
    database: PostgresqlServer | None

    def writes(self) -> int:
        """Return how many transactions have changed the SQLite file, or how many rows of PostgreSQL have changed."""
        is_sqlite = databases.is_sqlite(self.host.database_url)
        statement = "SELECT commits FROM database_identity" if is_sqlite else _CHANGED_ROWS
        return int(self.host.rows(statement)[0][0])

    def processor_s(self) -> float:
        """Return the processor time that the workers have used, those that have ended as well."""
        living = sum(sum(_processor_ticks(pid)[:2]) for pid in self.host.workers())
        return (living + sum(_processor_ticks(self.host.master)[2:])) / TICKS_PER_S

    def kill_worker(self) -> None:
        os.kill(self.host.workers()[0], signal.SIGKILL)

    def reload(self) -> None:
        self.host.signal(signal.SIGHUP)

    def take_database_away(self) -> None:
        if self.database is not None:
            self.database.stop()
            time.sleep(AWAY_S)
            self.database.start_again()
            return
        kept = self.host.database.with_suffix(".moved")
        self.host.database.rename(kept)
        time.sleep(AWAY_S)
        kept.rename(self.host.database)


# Each happens after so large a share of the time.
FAULTS: tuple[tuple[float, Callable[[Service], None]], ...] = (
    (0.2, Service.kill_worker),
    (0.4, Service.reload),
    (0.6, Service.take_database_away),
)


def disturb(service: Service, seconds: float, ended: threading.Event) -> None:
    begun = time.monotonic()
    for share, fault in FAULTS:
        if ended.wait(max(0.0, begun + share * seconds - time.monotonic())):
            return
        fault(service)


@contextmanager
def started(workers: int, *, postgresql: bool) -> Iterator[Service]:
    """Run a service without limits in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="wizard-leases-") as name:
        folder = Path(name)
        # The programs of the database server run as another user.
        folder.chmod(0o755)
        if not postgresql:
            with serving(folder, workers=workers, **UNLIMITED) as host:
                yield Service(host, None)
            return
        with _database_server(folder) as server:
            url = server.create_database()
            kind_of(settings := DatabaseSettings(url)).migrate(settings)
            with serving(folder, workers=workers, DATABASE_URL=url, **UNLIMITED) as host:
                yield Service(host, server)


@contextmanager
def _database_server(folder: Path) -> Iterator[PostgresqlServer]:
    (folder / "postgresql").mkdir()
    server = PostgresqlServer(find_programs(), folder / "postgresql", **DURABLE)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _processor_ticks(pid: int) -> list[int]:
    """Return user and system time of a process, then those of its children that have ended."""
    return [int(field) for field in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]]
