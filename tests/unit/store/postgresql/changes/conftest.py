"""A store, and threads that write to it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from tests.support.store.change_time import LIMIT_MS
from tests.support.store.processes import DEADLINE_S
from wizard_service.config import DatabaseSettings
from wizard_service.store.postgresql.backend import PostgresqlBackend
from wizard_service.store.postgresql.change_queue import GROUP_SIZE


@pytest.fixture
def store(postgresql_url: str) -> Iterator[PostgresqlBackend]:
    # No change of these tests may cease to wait because the machine is slow.
    settings = DatabaseSettings(
        postgresql_url, retry_delay_ms=1, change_time_ms=LIMIT_MS, write_timeout_ms=1000 * DEADLINE_S
    )
    with closing(PostgresqlBackend(settings)) as opened:
        yield opened


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2 * GROUP_SIZE) as pool:
        yield pool
