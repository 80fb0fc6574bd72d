"""Services on several hosts, which are two servers here, with one PostgreSQL server, and a pooler in front of it."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import serving
from tests.support.postgresql_server import PostgresqlServer
from tests.support.store.processes import wait_until

INSTALL = "PgBouncer is not installed: apt-get install pgbouncer"
_PROGRAM = Path("/usr/sbin/pgbouncer")
_PORT = 6432
# The service sends time limits as `options` when it connects, which this pooler can only ignore.
_SETTINGS = """
[databases]
* = host={target}
[pgbouncer]
listen_addr =
listen_port = {port}
unix_socket_dir = {folder}
auth_type = trust
auth_file = {folder}/users
pool_mode = transaction
ignore_startup_parameters = options
"""

# Settings -> a service of one worker.
ServeHost = Callable[..., LiveServer]


@pytest.fixture
def serve_host(tmp_path: Path) -> Iterator[ServeHost]:
    """Return a function that starts one more service."""
    with ExitStack() as servers:

        def serve(**settings: str) -> LiveServer:
            folder = tmp_path / f"host-{len(list(tmp_path.iterdir()))}"
            folder.mkdir()
            return servers.enter_context(serving(folder, workers=1, **settings))

        yield serve


@contextmanager
def running_pooler(server: PostgresqlServer, target: Path) -> Iterator[Callable[[str], str]]:
    """Run a pooler in transaction mode; yield a function: address of a database -> that through the pooler.

    target: the folder with the socket of the server that the pooler connects to. Skip when it is not installed.
    """
    if not _PROGRAM.exists():
        pytest.skip(INSTALL)
    folder = server.folder
    (folder / "pooler.ini").write_text(_SETTINGS.format(folder=folder, target=target, port=_PORT))
    (folder / "users").write_text('"wizard" ""\n')
    with (folder / "pooler.log").open("w") as log:
        command = [str(_PROGRAM), str(folder / "pooler.ini")]
        running = subprocess.Popen(command, stdout=log, stderr=log, **server.identity)
    wait_until((folder / f".s.PGSQL.{_PORT}").exists)
    try:
        yield lambda url: f"{url}&port={_PORT}"
    finally:
        running.terminate()
        running.wait()


@pytest.fixture(scope="module")
def pooler(postgresql_server: PostgresqlServer) -> Iterator[Callable[[str], str]]:
    """Return a function: address of a database -> that through a pooler."""
    with running_pooler(postgresql_server, postgresql_server.folder) as pooled_url:
        yield pooled_url
