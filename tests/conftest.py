"""Fixtures of all tests: a temporary SQLite file made from `sql/`, real tokens, and the real application."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.documents import valid_results, valid_settings
from tests.support.store.databases import NewDatabase, NewDatabaseUrl, OpenNewStore, copy_database
from wizard_service.app import close, create_app
from wizard_service.config import AuthSettings, Config, DatabaseSettings
from wizard_service.domain.identity.tokens import issue_token
from wizard_service.store import Backend, open_backend

# Running servers and browsers, for the folders that need them.
pytest_plugins = (
    "tests.support.once",
    "tests.support.postgresql",
    "tests.support.live.fixtures",
    "tests.support.browser.fixtures",
)

SECRET = "a-secret-of-the-tests-that-is-long-enough"
BASE = "/api/v1/wizard"
# Where the files of tests lie if they fit, several times over.
MEMORY, ROOM_BYTES = Path("/dev/shm"), 4 * 1024**3

TokenFor = Callable[..., str]

# Collecting the tests makes no garbage, and searching for it would take a third of that time.
gc.disable()
# No deadline: the time in which a busy machine generates examples is not what these tests prove.
hypothesis.settings.register_profile(
    "shared machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("shared machine")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the developer's own shell or `.env` reaches a test."""
    monkeypatch.chdir(tmp_path)
    for name in ("WIZARD_JWT_SECRET", "DATABASE_URL", "WIZARD_ENV", "WIZARD_URL", "WIZARD_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty database, which tests only read."""
    return copy_database(tmp_path_factory.mktemp("migrated"))


@pytest.fixture(scope="session")
def new_database() -> NewDatabase:
    """Return a function: folder -> an empty database in it."""
    return copy_database


@pytest.fixture
def database_file(tmp_path: Path, new_database: NewDatabase) -> Path:
    return new_database(tmp_path)


@pytest.fixture
def config(database_url: str) -> Config:
    return Config(AuthSettings(secret=SECRET), DatabaseSettings(url=database_url))


@pytest.fixture
def store(config: Config) -> Iterator[Backend]:
    opened = open_backend(config.database)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def open_new_store(new_database_url: NewDatabaseUrl) -> Iterator[OpenNewStore]:
    """Return a function that opens an empty store for the tests of a module."""
    with ExitStack() as opened:
        yield lambda: opened.enter_context(closing(open_backend(DatabaseSettings(new_database_url()))))


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    made = create_app(config)
    yield made
    close(made)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def token_for(config: Config) -> TokenFor:
    """Return a function: user id, scopes, ttl_s -> bearer header."""

    def token(user_id: str = "u1", *scopes: str, ttl_s: int = 600) -> str:
        return issue_token(config.auth, user_id, scopes, ttl_s)

    return token


@pytest.fixture
def headers_for(token_for: TokenFor) -> Callable[..., dict[str, str]]:
    def headers(user_id: str = "u1", *scopes: str, **more: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {token_for(user_id, *scopes)}", **more}

    return headers


@pytest.fixture
def settings() -> dict[str, Any]:
    """Return valid settings of an investigation."""
    return valid_settings()


@pytest.fixture
def results() -> dict[str, Any]:
    """Return valid results of an investigation."""
    return valid_results()


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    # On a disk, tests spend half of their time waiting for data to become durable that no test reads after a power cut.
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_BYTES:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """Collect garbage from here on, but never search the collected tests and imported modules for it."""
    gc.freeze()
    gc.enable()


def pytest_xdist_auto_num_workers() -> int:
    """Return one process more than there are cores: some tests wait for servers and browsers instead of computing."""
    return (os.cpu_count() or 1) + 1


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="the database of services")
    parser.addoption("--no-skips", action="store_true", help="fail when a test was skipped: everything must be there")


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter: Any = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.getoption("--no-skips") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
