"""Both kinds of databases give the same answers to the same requests."""

from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from hypothesis import Phase, Verbosity, given, settings

from tests.support.api.differential.random_requests import USERS
from tests.support.api.differential.random_runs import RUNS
from tests.support.api.differential.two_databases import Run, Side, TwoDatabases
from tests.support.domain.clock import MovableClock
from tests.support.postgresql_server import PostgresqlServer
from tests.support.store.databases import NewDatabase
from wizard_service import app as application
from wizard_service.config import AuthSettings, Config, DatabaseSettings, PollingSettings
from wizard_service.store import open_backend

_runs = count()


@pytest.fixture(scope="module")
def databases(
    tmp_path_factory: pytest.TempPathFactory,
    new_database: NewDatabase,
    postgresql_server: PostgresqlServer,
    migrated_postgresql: str,
) -> Iterator[TwoDatabases]:
    clock = MovableClock()
    file: Path = new_database(tmp_path_factory.mktemp("agree"))
    urls = (f"sqlite:///{file}", postgresql_server.create_database(migrated_postgresql))
    auth = AuthSettings(secret="a-secret-that-both-of-the-services-share")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(application, "open_backend", partial(open_backend, clock=clock))
        apps = [
            application.create_app(
                Config(auth, DatabaseSettings(url, change_time_ms=30_000), PollingSettings(rate_limit_per_s=0))
            )
            for url in urls
        ]
    yield TwoDatabases((Side(apps[0], USERS), Side(apps[1], USERS)), clock)
    for app in apps:
        application.close(app)


@given(run=RUNS)
# The assertion shows the first difference: shrinking a run takes minutes, and a whole run is too long to be printed.
@settings(max_examples=4, phases=(Phase.reuse, Phase.generate), verbosity=Verbosity.quiet)
def test_both_databases_answer_random_requests_alike(databases: TwoDatabases, run: Run) -> None:
    difference = next(databases.differences(run, f"r{next(_runs)}"), None)
    assert difference is None, "\n".join(map(str, difference or ()))
