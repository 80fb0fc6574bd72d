"""The services that are measured: one host with SQLite, or one or two hosts with a durable PostgreSQL server."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.fanout import SECRET
from tests.support.live.server import LiveServer
from tests.support.postgresql_server import PostgresqlServer, find_programs
from wizard_service.config import AuthSettings, DatabaseSettings
from wizard_service.domain.identity.tokens import issue_token
from wizard_service.store import kind_of

from ..chaos.hosts.cluster import DURABLE

WORKERS = 3
UNLIMITED = {
    "WIZARD_POLLING_RATE_LIMIT_PER_S": "0",
    "WIZARD_WRITES_PER_S": "0",
    "WIZARD_STREAMS_PER_USER": "10000",
    "WIZARD_STREAMS_PER_WORKER": "10000",
    "WIZARD_STORED_MB_PER_USER": "0",
    "WIZARD_INVESTIGATIONS_PER_USER": "0",
}


@dataclass(frozen=True)
class Installation:
    """hosts: services with the same database. url: its address."""

    hosts: list[LiveServer]
    url: str

    @property
    def first(self) -> LiveServer:
        return self.hosts[0]

    @property
    def last(self) -> LiveServer:
        return self.hosts[-1]


@contextmanager
def installed(kind: str, hosts: int, **settings: str) -> Iterator[Installation]:
    """Run services with an empty database. A SQLite file has one host, which gets the workers of all of them."""
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="wizard-databases-")))
        url = opened.enter_context(_database(kind, folder))
        kind_of(database := DatabaseSettings(url)).migrate(database)
        is_one = kind == "sqlite"
        workers = WORKERS * hosts if is_one else WORKERS
        servers = []
        for number in range(1 if is_one else hosts):
            own_folder = folder / f"host-{number}"
            own_folder.mkdir()
            server = LiveServer(own_folder, SECRET, workers, DATABASE_URL=url, **(UNLIMITED | settings))
            opened.callback(server.kill)
            server.start()
            servers.append(server)
        yield Installation(servers, url)


def token_of(user_id: str) -> str:
    return issue_token(AuthSettings(secret=SECRET), user_id, (), 86_400)


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'databases.db'}"
        return
    with durable_server(folder) as server:
        yield server.create_database()


@contextmanager
def durable_server(folder: Path) -> Iterator[PostgresqlServer]:
    """Run a PostgreSQL server in a folder inside of another one."""
    # The programs of the server run as another user.
    folder.chmod(0o755)
    (folder / "postgresql").mkdir()
    server = PostgresqlServer(find_programs(), folder / "postgresql", **DURABLE)
    server.start()
    try:
        yield server
    finally:
        server.stop()
