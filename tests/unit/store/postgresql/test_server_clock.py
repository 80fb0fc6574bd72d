"""Timestamps and leases follow the clock of the database server, whatever the clock of a host shows."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from wizard_service.config import DatabaseSettings
from wizard_service.store import open_read_only
from wizard_service.store.postgresql.backend import PostgresqlBackend
from wizard_service.store.repositories.retention import database_clock, take_lease

# A function of a schema that is searched first takes the place of the server's clock.
_MOVE_CLOCK = """
CREATE SCHEMA moved;
CREATE FUNCTION moved.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS
    $$ SELECT pg_catalog.clock_timestamp() + interval '1 day' $$;
"""
_MOVED = "&options=-c%20search_path%3Dpublic,moved,pg_catalog"


@pytest.fixture
def ahead_url(postgresql_url: str) -> str:
    """Return the address of a server whose clock is a day ahead of the one at `postgresql_url`."""
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute(_MOVE_CLOCK)
    return postgresql_url + _MOVED


@pytest.fixture
def ahead(ahead_url: str) -> Iterator[PostgresqlBackend]:
    with closing(PostgresqlBackend(DatabaseSettings(ahead_url))) as opened:
        yield opened


def hours_ahead(moment: datetime) -> float:
    return round((moment - datetime.now(UTC)) / timedelta(hours=1), 1)


def test_a_change_stores_the_time_of_the_server(ahead: PostgresqlBackend) -> None:
    assert hours_ahead(datetime.fromisoformat(ahead.write(lambda tx: tx.now))) == 24


def test_the_clock_of_the_service_is_that_of_the_server(ahead: PostgresqlBackend) -> None:
    assert hours_ahead(ahead.clock()) == 24


def test_a_command_that_only_reads_uses_the_clock_of_the_server(ahead_url: str) -> None:
    with open_read_only(DatabaseSettings(ahead_url)) as reader:
        assert hours_ahead(database_clock(reader)) == 24


def test_a_lease_ends_by_the_clock_of_the_server(ahead: PostgresqlBackend) -> None:
    assert ahead.write(lambda tx: take_lease(tx, "purge", "one", 3600))

    ((expires_at,),) = ahead.select_tuples("SELECT expires_at FROM leases")
    assert hours_ahead(datetime.fromisoformat(expires_at)) == 25


def test_the_date_style_of_the_server_does_not_matter(postgresql_url: str) -> None:
    german = f"{postgresql_url}&options=-c%20datestyle%3DGerman"

    with closing(PostgresqlBackend(DatabaseSettings(german))) as store:
        assert hours_ahead(datetime.fromisoformat(store.write(lambda tx: tx.now))) == 0
        assert hours_ahead(store.clock()) == 0
