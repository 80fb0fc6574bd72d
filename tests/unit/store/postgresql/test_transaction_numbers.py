"""The tail misses no event for how the server numbers transactions: those within others, prepared ones, a new epoch."""

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

# The last number of 32 bits: the server stores the numbers of rows without what is above.
LAST = 2**32 - 1
# Less than the events that are stored while the numbers begin again.
BEFORE_LAST = 20


@pytest.fixture
def server(postgresql_server: PostgresqlServer) -> Iterator[PostgresqlServer]:
    """Return a server that admits prepared transactions."""
    with tempfile.TemporaryDirectory(prefix="wizard-pg-", dir=postgresql_server.folder.parent) as folder:
        server = PostgresqlServer(find_programs(), Path(folder), max_prepared_transactions="2")
        server.start()
        yield server
        server.stop()


@pytest.fixture
def url(server: PostgresqlServer) -> str:
    url = server.create_database()
    migrate(DatabaseSettings(url))
    return url


def append(store: Backend, owner: str = "u1") -> None:
    store.write(lambda tx: append_events(tx, owner, [event()]))


def copy_event(connection: "psycopg.Connection[tuple[object, ...]]", owner: str) -> None:
    """Store the event of u1 for another owner, as another program would."""
    columns = "investigation_id, version, event_type, timestamp, committed_at, actor, source, request_id, data"
    connection.execute("INSERT INTO feeds (owner, head) VALUES (%s, 1)", (owner,))
    connection.execute(
        f"INSERT INTO events (owner, feed_offset, {columns}) SELECT %s, 1, {columns} FROM events WHERE owner = 'u1'"
        " AND feed_offset = 1".encode(),
        (owner,),
    )


def owners(store: Backend, position: object) -> list[str]:
    return [stored.owner for stored in store.read_tail(position, 100)[1]]  # type: ignore[arg-type]


def test_an_event_of_a_nested_transaction_arrives_after_the_commit_of_the_outer_one(url: str) -> None:
    with closing(PostgresqlBackend(DatabaseSettings(url))) as store:
        append(store)
        with psycopg.connect(url) as connection, connection.transaction():
            with connection.transaction():
                copy_event(connection, "nested")
            append(store)
            position, during = store.read_tail(store.tail_end(), 100)
            append(store)
            position, seen = store.read_tail(position, 100)

        assert ([*during], [stored.owner for stored in seen]) == ([], ["u1"])
        assert owners(store, position) == ["nested"]


def test_an_event_of_a_prepared_transaction_arrives_after_its_commit_also_when_the_server_crashed(
    server: PostgresqlServer, url: str
) -> None:
    with closing(PostgresqlBackend(DatabaseSettings(url))) as store:
        append(store)
        start = store.tail_end()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("BEGIN")
            copy_event(connection, "prepared")
            connection.execute("PREPARE TRANSACTION 'later'")
        append(store)
        position, seen = store.read_tail(start, 100)

        server.restart("immediate")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("COMMIT PREPARED 'later'")

        assert [stored.owner for stored in seen] == ["u1"]
        assert owners(store, position) == ["prepared"]


def test_events_arrive_while_the_numbers_of_transactions_begin_again(server: PostgresqlServer, url: str) -> None:
    server.wrap_transactions(LAST - BEFORE_LAST)
    with closing(PostgresqlBackend(DatabaseSettings(url))) as store:
        position, received = store.tail_end(), []
        for _ in range(2 * BEFORE_LAST):
            append(store)
            position, events = store.read_tail(position, 100)
            received += [stored.offset for stored in events]

        (numbers,) = store.select_tuples(
            "SELECT min(commit_xid::text::bigint), max(commit_xid::text::bigint) FROM events"
        )
        assert numbers[0] <= LAST < numbers[1]
        assert received == [*range(1, 2 * BEFORE_LAST + 1)]
