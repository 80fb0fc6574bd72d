"""A store with a clock that tests move, and its retention."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.support.domain.clock import MovableClock
from tests.support.domain.counting_backend import CountingBackend
from tests.support.domain.retention import create, retention_with
from wizard_service.config import Config, DatabaseSettings
from wizard_service.domain.retention.policy import Retention
from wizard_service.store import Backend, open_backend


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def store(database_url: str, clock: MovableClock) -> Iterator[Backend]:
    with closing(open_backend(DatabaseSettings(url=database_url), clock)) as opened:
        yield opened


@pytest.fixture
def retention(store: Backend) -> Retention:
    return retention_with(store)


@pytest.fixture
def backend(config: Config) -> Iterator[CountingBackend]:
    """Return a backend with the investigation `i` of u1."""
    with closing(CountingBackend(config.database)) as opened:
        create(opened)
        yield opened
