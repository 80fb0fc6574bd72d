"""The service whose leases are measured, with a SQLite file or a PostgreSQL server, and what disturbs it."""

import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.databases.installation import UNLIMITED, durable_server
from benchmarks.figures import processor_s, processor_s_of_ended
from tests.support.live import databases
from tests.support.live.server import LiveServer
from tests.support.live.users import serving
from tests.support.postgresql_server import PostgresqlServer
from wizard_service.config import DatabaseSettings
from wizard_service.store import kind_of

AWAY_S = 10.0
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
        return sum(map(processor_s, self.host.workers())) + processor_s_of_ended(self.host.master)

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
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="wizard-leases-")))
        if not postgresql:
            yield Service(opened.enter_context(serving(folder, workers, **UNLIMITED)), None)
            return
        server = opened.enter_context(durable_server(folder))
        url = server.create_database()
        kind_of(settings := DatabaseSettings(url)).migrate(settings)
        yield Service(opened.enter_context(serving(folder, workers, DATABASE_URL=url, **UNLIMITED)), server)
