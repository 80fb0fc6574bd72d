"""Two hosts with one PostgreSQL server: what one of them stores arrives on the streams of the other."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import psycopg
import pytest

from tests.live.postgresql.conftest import ServeHost
from tests.support.live.server import LiveServer
from tests.support.live.users import Person, request
from tests.support.store.processes import wait_until

_CLOSE_LISTENERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN %'"
# More changes than the driver sends before it prepares their statements.
ROUNDS = 12


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    with ExitStack() as streams:
        yield streams


def doorbell(server: LiveServer) -> str:
    return str(request(server, "GET", "/readyz", {}).document["doorbell"])


def close_listeners(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_CLOSE_LISTENERS)


def assert_delivered(writing: LiveServer, reading: LiveServer, opened: ExitStack) -> None:
    """Report on one host, and receive every event once and in order on the other."""
    writer, reader = Person(writing, opened, "owner"), Person(reading, opened, "owner")
    investigation_id = writer.create()
    stream = reader.stream(f"/{investigation_id}/stream?last_event_id={reader.beginning(investigation_id)}")
    reported = [writer.log(investigation_id, f"line {number}") for number in range(ROUNDS)]

    stream.wait_for("log_appended", ROUNDS)
    assert stream.of("log_appended") == reported


def test_hosts_behind_a_pooler_receive_announcements_from_the_server_or_read_the_log(
    serve_host: ServeHost, postgresql_url: str, pooler: Callable[[str], str], opened: ExitStack
) -> None:
    silent = serve_host(DATABASE_URL=pooler(postgresql_url))
    ringing = serve_host(DATABASE_URL=pooler(postgresql_url), DATABASE_LISTEN_URL=postgresql_url)

    wait_until(lambda: doorbell(ringing) == "ringing")
    assert doorbell(silent) == "silent"
    # A host whose listener is closed reads what was announced meanwhile.
    close_listeners(postgresql_url)
    assert_delivered(silent, ringing, opened)
    assert_delivered(ringing, silent, opened)
    wait_until(lambda: doorbell(ringing) == "ringing")
    assert "DATABASE_URL leads to a pooler" in silent.log()
