"""A service with acknowledged writes that an older copy of its database does not have."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.live import replaced_files as files
from tests.support.live.replaced_files import LINES
from tests.support.live.server import LiveServer
from tests.support.live.users import Person, serving


@contextmanager
def impatient(folder: Path) -> Iterator[LiveServer]:
    """Run a server that refuses a write after one attempt."""
    settings = {"DB_CONNECTION_RETRY_ATTEMPTS": "1", "WIZARD_POLLING_RATE_LIMIT_PER_S": "0"}
    with serving(folder, **settings) as running:
        yield running


@pytest.fixture(scope="module")
def lasting_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """Return the server of tests whose database is served again at their end."""
    with impatient(tmp_path_factory.mktemp("replaced")) as running:
        yield running


@pytest.fixture
def server(lasting_server: LiveServer) -> LiveServer:
    """Return the server of the module with an empty log, once every worker has opened the database."""
    lasting_server.clear_log()
    files.wait_for_readiness(lasting_server, 200)
    return lasting_server


@pytest.fixture
def doomed_server(tmp_path: Path) -> Iterator[LiveServer]:
    """Return the server of a test whose database stays replaced, once every worker has opened it."""
    with impatient(tmp_path) as running:
        files.wait_for_readiness(running, 200)
        yield running


@pytest.fixture
def investigation_id(server: LiveServer, owner: Person) -> str:
    """Return an investigation with acknowledged lines, of which a copy next to the database has none."""
    created = owner.create()
    files.older_copy(server.database)
    for number in range(LINES):
        owner.log(created, f"line {number}")
    return created
