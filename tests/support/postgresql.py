"""The database of a run: SQLite, or with `--database` a PostgreSQL server that the run starts.

Debian installs its programs outside the search path. The server is not durable, because no test cuts its power.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.support.live.databases import KindOfRun
from tests.support.store.databases import NewDatabaseUrl
from wizard_service.config import DatabaseSettings
from wizard_service.store.postgresql.migrations import migrate

INSTALL = "PostgreSQL is not installed: apt-get install postgresql"
_FOLDERS = [
    *sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name)),
    Path("/usr/bin"),
]
_PORT = 5432
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "listen_addresses": "''",
    "max_connections": "200",
    "shared_buffers": "32MB",
    "autovacuum": "off",
}


class PostgresqlServer:
    """A server in a folder, reached by a socket in it. Programs refuse root, so `postgres` runs them then."""

    def __init__(self, programs: Path, folder: Path, port: int = _PORT, **settings: str) -> None:
        self._programs = programs
        self.folder = folder
        self.port = port
        self._settings = _SETTINGS | {"unix_socket_directories": f"'{folder}'", "port": str(port)} | settings
        self._user = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        self._templates = 0

    @property
    def identity(self) -> dict[str, Any]:
        """The user that runs its programs, as arguments for `subprocess`."""
        return {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []} if self._user else {}

    def start(self) -> None:
        if self._user:
            shutil.chown(self.folder, self._user.pw_uid, self._user.pw_gid)
        self._run("initdb", "-D", "data", "-A", "trust", "-U", "wizard", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        with (self.folder / "data" / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in self._settings.items())
        self.start_again()

    def start_again(self) -> None:
        """Start the server with the databases that it has."""
        self._run("pg_ctl", "-D", "data", "-l", "log", "-w", "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", "data", "-m", "immediate", "-w", "stop")

    def restart(self, mode: str) -> None:
        """Stop and start the server. mode: `immediate` stops it as a crash does."""
        self._run("pg_ctl", "-D", "data", "-l", "log", "-m", mode, "-w", "restart")

    def url(self, database: str) -> str:
        port = "" if self.port == _PORT else f"&port={self.port}"
        return f"postgresql://wizard@/{database}?host={self.folder}{port}"

    def create_database(self, template: str = "template0") -> str:
        """Create a database from a template and return its address."""
        name = f"test_{uuid.uuid4().hex}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return self.url(name)

    @contextmanager
    def copied(self, template: str) -> Iterator[str]:
        """Create a database from a template, and drop it after the block."""
        url = self.create_database(template)
        try:
            yield url
        finally:
            self.drop_database(url)

    def drop_database(self, url: str) -> None:
        name = url.partition("@/")[2].partition("?")[0]
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        with (self.folder / "programs.log").open("a") as log:
            subprocess.run(command, cwd=self.folder, check=True, stdout=log, stderr=log, **self.identity)


def find_programs() -> Path:
    """Return the folder of the server's programs. Raises FileNotFoundError when it is not installed."""
    for folder in _FOLDERS:
        if (folder / "initdb").exists():
            return folder
    raise FileNotFoundError(INSTALL)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """Return a running server; skip when it is not installed."""
    try:
        programs = find_programs()
    except FileNotFoundError as missing:
        pytest.skip(str(missing))
    # pytest closes its own folders to the user that runs the server.
    with tempfile.TemporaryDirectory(prefix="wizard-pg-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")) as folder:
        server = PostgresqlServer(programs, Path(folder))
        server.start()
        yield server
        server.stop()


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: PostgresqlServer) -> str:
    """Return the name of a database to copy: migrating one costs more than many a test."""
    postgresql_server.execute("CREATE DATABASE migrated TEMPLATE template0")
    migrate(DatabaseSettings(postgresql_server.url("migrated")))
    return "migrated"


@pytest.fixture
def postgresql_url(postgresql_server: PostgresqlServer, migrated_postgresql: str) -> Iterator[str]:
    """Return the address of a new, empty database of the service."""
    with postgresql_server.copied(migrated_postgresql) as url:
        yield url


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> str:
    """Return the kind of database that the run tests; a test may have it as a parameter."""
    return str(request.config.getoption("--database"))


@pytest.fixture
def database_url(request: pytest.FixtureRequest, database: str) -> str:
    """Return the address of a new database."""
    if database == "postgresql":
        return str(request.getfixturevalue("postgresql_url"))
    return f"sqlite:///{request.getfixturevalue('database_file')}"


@pytest.fixture(scope="session")
def new_database_url(request: pytest.FixtureRequest, database: str) -> NewDatabaseUrl:
    """Return a function: () -> the address of an empty database, which exists to the end of the run."""
    if database == "postgresql":
        template = request.getfixturevalue("migrated_postgresql")
        return partial(request.getfixturevalue("postgresql_server").create_database, template)
    folders, copy = request.getfixturevalue("tmp_path_factory"), request.getfixturevalue("new_database")
    return lambda: f"sqlite:///{copy(folders.mktemp('store'))}"


@pytest.fixture(scope="session", autouse=True)
def databases_of_servers(request: pytest.FixtureRequest) -> None:
    """Give each live server of the run a database of the kind that the run tests."""
    if request.config.getoption("--database") == "postgresql":
        postgresql: PostgresqlServer = request.getfixturevalue("postgresql_server")
        template: str = request.getfixturevalue("migrated_postgresql")
        KindOfRun.new = lambda _: postgresql.copied(template)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what concerns the file of a SQLite database when the services of the run have another one."""
    if config.getoption("--database") == "sqlite":
        return
    others = [item for item in items if _needs_sqlite(item)]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item not in others]


def _needs_sqlite(item: Any) -> bool:
    return item.get_closest_marker("sqlite") is not None or "database_file" in item.fixturenames
