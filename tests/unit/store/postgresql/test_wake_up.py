"""Commits of one host wake the tailers of the others, and a host that receives no announcement reads more often."""

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from tests.support.postgresql_server import PostgresqlServer
from tests.support.store.processes import wait_until
from tests.support.store.rows import event
from wizard_service.config import DatabaseSettings
from wizard_service.store import Backend
from wizard_service.store.postgresql.backend import PostgresqlBackend
from wizard_service.store.postgresql.wake_up import SILENT_READ_S
from wizard_service.store.repositories.events import append_events

_CLOSE_LISTENERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN %'"


@pytest.fixture
def hosts(postgresql_url: str) -> Iterator[tuple[Backend, Backend]]:
    """Open the database as two hosts do, of which the second waits for announcements."""
    with (
        closing(PostgresqlBackend(DatabaseSettings(postgresql_url))) as writing,
        closing(PostgresqlBackend(DatabaseSettings(postgresql_url))) as reading,
    ):
        wait_until(lambda: wait_for_doorbell(reading))
        yield writing, reading


def wait_for_doorbell(store: Backend) -> bool:
    # The tailer of a process starts the listener when it first waits.
    store.wait_for_commit(SILENT_READ_S)
    return bool(store.doorbell_rings)


def append(store: Backend) -> None:
    store.write(lambda tx: append_events(tx, "owner", [event()]))


def close_listeners(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_CLOSE_LISTENERS)


def test_a_process_that_has_not_listened_reports_no_doorbell(postgresql_url: str) -> None:
    with closing(PostgresqlBackend(DatabaseSettings(postgresql_url))) as store:
        assert store.doorbell_rings is False


def test_a_commit_of_another_host_wakes_the_tailer(hosts: tuple[Backend, Backend]) -> None:
    writing, reading = hosts
    start = reading.tail_end()

    append(writing)

    wait_until(lambda: reading.wait_for_commit(SILENT_READ_S) and len(reading.read_tail(start, 10)[1]) == 1)


def test_events_of_the_time_without_a_listener_are_found(hosts: tuple[Backend, Backend], postgresql_url: str) -> None:
    writing, reading = hosts
    start = reading.tail_end()

    close_listeners(postgresql_url)
    wait_until(lambda: not reading.doorbell_rings)
    append(writing)

    wait_until(lambda: reading.wait_for_commit(SILENT_READ_S) and len(reading.read_tail(start, 10)[1]) == 1)
    wait_until(lambda: wait_for_doorbell(reading))


def test_a_listener_connects_again_after_the_server_has_closed_its_connection(
    hosts: tuple[Backend, Backend], postgresql_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    close_listeners(postgresql_url)
    wait_until(lambda: not hosts[1].doorbell_rings)

    wait_until(lambda: wait_for_doorbell(hosts[1]))

    (record,) = caplog.records
    assert "No announcements of commits" in record.message


def test_a_listener_that_receives_nothing_connects_again_and_events_are_found_meanwhile(
    postgresql_server: PostgresqlServer, postgresql_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    # Announcements are made in the other database, as if a proxy had forgotten the connection.
    settings = DatabaseSettings(postgresql_url, listen_url=postgresql_server.url("postgres"))
    with closing(PostgresqlBackend(settings)) as store:
        start = store.tail_end()
        append(store)

        wait_until(lambda: store.wait_for_commit(SILENT_READ_S) and len(store.read_tail(start, 10)[1]) == 1)
        wait_until(lambda: "an announcement of this process did not arrive" in caplog.text)
        assert store.doorbell_rings is False


def test_a_database_of_one_host_has_no_doorbell(store: Backend, database: str) -> None:
    assert store.doorbell_rings is (False if database == "postgresql" else None)
