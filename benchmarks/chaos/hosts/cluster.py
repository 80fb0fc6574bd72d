"""Two hosts, each a gunicorn master on an address of its own, with one PostgreSQL server, behind nginx."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from tests.support.live.hosts.nginx import sample_nginx
from tests.support.live.server import LiveServer
from tests.support.postgresql_server import PostgresqlServer, find_programs
from wizard_service.config import DatabaseSettings
from wizard_service.store import kind_of

from ..service import SECRET, SETTINGS
from .wire import Wire

HOSTS = 2
# The server must keep every acknowledged write through a crash.
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "autovacuum": "on"}


class Host(LiveServer):
    """A service. database_wire, listener_wire: its network to the database, and that of its listeners alone."""

    # A worker whose master was killed may have accepted the request and end before it answers.
    answer_timeout_s = 5.0

    def __init__(self, folder: Path, number: int, workers: int, wires: tuple[Wire, Wire], url: str) -> None:
        database = url.partition("@/")[2].partition("?")[0]
        self.database_wire, self.listener_wire = wires
        urls = [f"postgresql://wizard@{wire.url_part}/{database}" for wire in wires]
        addresses = {"DATABASE_URL": urls[0], "DATABASE_LISTEN_URL": urls[1], "WIZARD_TRUSTED_PROXIES": "127.0.0.1"}
        super().__init__(folder, SECRET, workers, **(SETTINGS | addresses))
        # A trial itself reads rows without the wires, which may be cut, and without many connections over TCP.
        self.database_url = url
        self.bind = f"127.0.0.{number + 2}:0"

    def mend(self) -> None:
        for wire in (self.database_wire, self.listener_wire):
            wire.mend()


class Cluster:
    """postgresql: the server. database: the name of the database. proxy: what clients connect to."""

    def __init__(self, postgresql: PostgresqlServer, database: str, hosts: list[Host], proxy: LiveServer) -> None:
        self.postgresql, self.database, self.hosts, self.proxy = postgresql, database, hosts, proxy

    @property
    def url(self) -> str:
        return self.postgresql.url(self.database)


@contextmanager
def running_cluster(folder: Path, workers: int) -> Iterator[Cluster]:
    with ExitStack() as opened:
        postgresql, port = _start_postgresql(folder / "postgresql")
        opened.callback(postgresql.stop)
        url = postgresql.create_database()
        kind_of(settings := DatabaseSettings(url)).migrate(settings)
        database = url.partition("@/")[2].partition("?")[0]
        hosts = []
        for number in range(HOSTS):
            wires = (opened.enter_context(closing(Wire(port))), opened.enter_context(closing(Wire(port))))
            own_folder = folder / f"host-{number + 1}"
            own_folder.mkdir()
            host = Host(own_folder, number, workers, wires, url)
            opened.callback(host.kill)
            host.start()
            hosts.append(host)
        (folder / "nginx").mkdir()
        upstream = {f"wizard-{number}:8000": host for number, host in enumerate(hosts, 1)}
        proxy = opened.enter_context(sample_nginx(folder / "nginx", "nginx-two-hosts.conf", upstream))
        yield Cluster(postgresql, database, hosts, proxy)


def _start_postgresql(folder: Path) -> tuple[PostgresqlServer, int]:
    folder.mkdir()
    # The programs of the server run as another user.
    folder.parent.chmod(0o755)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    server = PostgresqlServer(find_programs(), folder, port, listen_addresses="'127.0.0.1'", **DURABLE)
    server.start()
    return server, port
