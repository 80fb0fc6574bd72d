"""A service whose database has moved, as after a failover or a restored dump, continues in a new epoch by itself."""

from contextlib import ExitStack

import psycopg

from tests.live.postgresql.conftest import ServeHost
from tests.support.live.server import LiveServer
from tests.support.live.users import Person, request
from tests.support.postgresql_server import PostgresqlServer
from tests.support.store.processes import wait_until

_END_SESSIONS = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"


def epoch(server: LiveServer) -> str:
    """Return the epoch that a ready service serves, "" while it is not ready."""
    answer = request(server, "GET", "/readyz", {})
    return str(answer.document["epoch"]) if answer.status == 200 else ""


def put_copy_in_place(postgresql: PostgresqlServer, url: str) -> None:
    """Replace a database by its copy while services use it."""
    with psycopg.connect(url) as connection:
        name = connection.info.dbname
    with psycopg.connect(postgresql.url("postgres"), autocommit=True) as connection:
        for statement in (
            f"ALTER DATABASE {name} ALLOW_CONNECTIONS false",
            f"ALTER DATABASE {name} RENAME TO {name}_old",
        ):
            connection.execute(_END_SESSIONS, (name,))
            connection.execute(statement.encode())
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {name}_old STRATEGY FILE_COPY".encode())
        connection.execute(f"DROP DATABASE {name}_old".encode())


def test_workers_are_replaced_and_begin_a_new_epoch_when_the_database_has_moved(
    serve_host: ServeHost, postgresql_server: PostgresqlServer, postgresql_url: str
) -> None:
    service = serve_host(DATABASE_URL=postgresql_url)
    with ExitStack() as opened:
        owner = Person(service, opened, "owner")
        investigation_id = owner.create()
        cursor, before = owner.cursor(investigation_id), epoch(service)

        put_copy_in_place(postgresql_server, postgresql_url)

        wait_until(lambda: epoch(service) not in ("", before))
        refused = owner.call("GET", f"/{investigation_id}/poll?last_event_id={cursor}")
        assert refused.problem == (410, "cursor_expired")
        assert owner.log(investigation_id, "after")["id"].startswith(epoch(service))
    assert "The database has moved" in service.log()
