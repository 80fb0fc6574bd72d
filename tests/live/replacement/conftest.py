"""A service with acknowledged writes that an older copy of its database does not have."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.live import replaced_files as files
from tests.support.live.replaced_files import LINES
from tests.support.live.server import LiveServer
from tests.support.live.users import Person, serving


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    """Return a server that refuses a write after one attempt, once every worker has opened the database."""
    settings = {"DB_CONNECTION_RETRY_ATTEMPTS": "1", "WIZARD_POLLING_RATE_LIMIT_PER_S": "0"}
    with serving(tmp_path, **settings) as running:
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
