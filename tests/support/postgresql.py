"""The database of a run: SQLite, or with `--database` a PostgreSQL server that the run starts."""

import os
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.support.live.databases import KindOfRun
from tests.support.postgresql_server import PostgresqlServer, find_programs
from tests.support.store.databases import NewDatabaseUrl
from wizard_service.config import DatabaseSettings
from wizard_service.store.postgresql.migrations import migrate


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
