"""A server that crashes loses no change that was acknowledged.

It assigns numbers of transactions a second time, and no event is missed for it.
"""

import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.support.postgresql_server import PostgresqlServer, find_programs
from tests.support.store.rows import event
from wizard_service.config import DatabaseSettings
from wizard_service.store import Backend
from wizard_service.store.postgresql.backend import PostgresqlBackend
from wizard_service.store.postgresql.migrations import migrate
from wizard_service.store.repositories.events import append_events

# As many numbers are assigned twice, so that those of other transactions after the restart do not matter.
ROLLED_BACK = 50


@pytest.fixture
def server(postgresql_server: PostgresqlServer) -> Iterator[PostgresqlServer]:
    """Return a durable server that writes its log only when a transaction commits."""
    with tempfile.TemporaryDirectory(prefix="wizard-pg-", dir=postgresql_server.folder.parent) as folder:
        server = PostgresqlServer(find_programs(), Path(folder), synchronous_commit="on", wal_writer_delay="10s")
        server.start()
        yield server
        server.stop()


def append(store: Backend) -> None:
    store.write(lambda tx: append_events(tx, "u1", [event()]))


def test_an_event_whose_transaction_has_the_number_of_one_that_was_rolled_back_arrives(
    server: PostgresqlServer,
) -> None:
    settings = DatabaseSettings(server.create_database())
    migrate(settings)
    with closing(PostgresqlBackend(settings)) as store:
        start = store.tail_end()
        append(store)
        with psycopg.connect(settings.url) as connection:
            for _ in range(ROLLED_BACK):
                ((rolled_back,),) = connection.execute("SELECT pg_current_xact_id()::text::bigint").fetchall()
                connection.rollback()
        positions = [store.read_tail(start, 100)[0], store.tail_end()]

        server.restart("immediate")
        append(store)

        ((number,),) = store.select_tuples("SELECT max(commit_xid::text::bigint) FROM events")
        assert number <= rolled_back
        for position in positions:
            assert [stored.offset for stored in store.read_tail(position, 100)[1]] == [2]


def test_a_change_waits_for_the_disk_whatever_the_database_says_about_commits(postgresql_url: str) -> None:
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {connection.info.dbname} SET synchronous_commit = off".encode())

    with closing(PostgresqlBackend(DatabaseSettings(postgresql_url))) as store:
        assert store.write(lambda tx: tx.select_tuples("SHOW synchronous_commit")) == [("on",)]
