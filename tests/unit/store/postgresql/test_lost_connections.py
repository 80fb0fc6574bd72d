"""Reads and changes survive when the server closes their connections, unless a commit has no answer.

A server that accepts no writes is not used until it does.
"""

from collections.abc import Iterator
from contextlib import ExitStack, closing

import psycopg
import pytest

from tests.support.store.backend_promises import put, raised_by, stored
from tests.support.store.processes import wait_until
from wizard_service.config import DatabaseSettings
from wizard_service.errors import StorageUnavailable, TransientStorageError
from wizard_service.store import Backend, Transaction
from wizard_service.store.postgresql.backend import PostgresqlBackend


@pytest.fixture
def store(postgresql_url: str) -> Iterator[PostgresqlBackend]:
    with closing(PostgresqlBackend(DatabaseSettings(postgresql_url, retry_delay_ms=1))) as opened:
        yield opened


def close_connections(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_a_read_is_repeated_when_idle_connections_were_closed(store: Backend, postgresql_url: str) -> None:
    store.write(put("a"))
    close_connections(postgresql_url)

    assert stored(store) == {"a": "v"}


def test_a_change_is_stored_when_all_idle_connections_were_closed(store: Backend, postgresql_url: str) -> None:
    with ExitStack() as snapshots:
        for _ in range(5):
            snapshots.enter_context(store.snapshot())
    close_connections(postgresql_url)

    store.write(put("a"))

    assert stored(store) == {"a": "v"}


def test_no_change_is_stored_once_the_address_leads_elsewhere(store: PostgresqlBackend) -> None:
    store.refusal = "The address leads to another database."

    with pytest.raises(StorageUnavailable, match="another database"):
        store.write(put("a"))

    store.refusal = None
    assert stored(store) == {}


def test_a_change_runs_again_when_its_connection_was_closed(store: Backend, postgresql_url: str) -> None:
    runs = []

    def lose_the_first_connection(tx: Transaction) -> None:
        runs.append(1)
        put(f"run {len(runs)}")(tx)
        if len(runs) == 1:
            close_connections(postgresql_url)
            tx.select("SELECT 1")

    store.write(lose_the_first_connection)

    assert stored(store) == {"run 2": "v"}


def test_a_commit_without_an_answer_is_not_repeated(store: Backend, postgresql_url: str) -> None:
    runs = []

    def lose_the_connection(tx: Transaction) -> None:
        runs.append(1)
        put("a")(tx)
        close_connections(postgresql_url)

    with pytest.raises(StorageUnavailable):
        store.write(lose_the_connection)

    assert (len(runs), stored(store)) == (1, {})


def set_read_only(url: str, value: str) -> None:
    """Make all later sessions of the database read-only, as those of a standby are."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = off")
        name = connection.info.dbname
        connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = {value}".encode())


def test_a_connection_whose_server_became_read_only_is_replaced(store: Backend) -> None:
    processes = []

    def become_read_only_once(tx: Transaction) -> None:
        processes.extend(tx.select_tuples("SELECT pg_backend_pid()"))
        if len(processes) == 1:
            tx.execute("SET TRANSACTION READ ONLY")
        put("a")(tx)

    store.write(become_read_only_once)

    assert len({*processes}) == 2
    assert stored(store) == {"a": "v"}


def test_a_server_that_accepts_no_writes_is_not_used_until_it_does(store: Backend, postgresql_url: str) -> None:
    set_read_only(postgresql_url, "on")
    close_connections(postgresql_url)

    with pytest.raises(StorageUnavailable):
        store.write(put("a"))
    with pytest.raises(TransientStorageError, match="read-only"):
        PostgresqlBackend(DatabaseSettings(postgresql_url))

    set_read_only(postgresql_url, "off")
    wait_until(lambda: raised_by(lambda: store.write(put("b"))) is None)
    assert stored(store) == {"b": "v"}
