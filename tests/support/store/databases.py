"""The database that the services of a run use: SQLite, or another one with `--database`."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from wizard_service.store import Backend

# Folder -> an empty database in it.
NewDatabase = Callable[[Path], Path]
# () -> the address of an empty database.
NewDatabaseUrl = Callable[[], str]
OpenNewStore = Callable[[], Backend]


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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what concerns the file of a SQLite database when the services of the run have another one."""
    if config.getoption("--database") == "sqlite":
        return
    others = [item for item in items if _needs_sqlite(item)]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item not in others]


def _needs_sqlite(item: Any) -> bool:
    return item.get_closest_marker("sqlite") is not None or "database_file" in item.fixturenames
