"""Purges by a service of three workers, and by the command while it runs."""

import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import Person, serving
from wizard_service.timestamps import timestamp

pytestmark = pytest.mark.live

OLD = "2020-01-01T00:00:00.000Z"
EXPIRED = f"""
INSERT INTO tickets (ticket_sha256, user_id, scope, token_expires_at, expires_at)
VALUES (?, 'u1', 'wizard:read', '{OLD}', '{OLD}')
"""
HANG = """
INSERT INTO leases (name, owner, expires_at) VALUES ('purge', 'hung', ?)
ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serving(tmp_path_factory.mktemp("purge"), WIZARD_PURGE_INTERVAL_S="1") as running:
        yield running


def test_the_service_purges_again_and_again_and_one_worker_at_a_time(server: LiveServer, owner: Person) -> None:
    investigation_id = owner.create()
    for number in range(3):
        server.change_rows(EXPIRED, str(number))
        server.wait_until(lambda: server.rows("SELECT count(*) FROM tickets") == [(0,)], "a purge")

    (lease,) = server.rows("SELECT owner FROM leases")
    assert int(lease[0].split(":")[1]) in server.workers()
    assert owner.log(investigation_id, "goes on")["version"] == 2


def test_a_worker_that_hangs_with_the_lease_loses_it(server: LiveServer) -> None:
    soon = timestamp(datetime.now(UTC) + timedelta(seconds=2))
    server.change_rows(HANG, soon)
    server.change_rows(EXPIRED, "left")

    # A purge that had begun before may delete the ticket, so the lease is waited for first.
    server.wait_until(lambda: server.rows("SELECT owner FROM leases") != [("hung",)], "another worker with the lease")
    server.wait_until(lambda: server.rows("SELECT count(*) FROM tickets") == [(0,)], "a purge")


def test_a_purge_by_command_runs_while_the_service_runs(server: LiveServer, owner: Person) -> None:
    investigation_id = owner.create()
    cursor = owner.cursor(investigation_id)

    assert "events 0" in server.run("purge")

    owner.log(investigation_id, "goes on")
    page = owner.call("GET", f"/{investigation_id}/poll?after={cursor}").document
    assert [event["event_type"] for event in page["events"]] == ["log_appended"]


# This test must be the last one, because it ends the server that all tests share.
def test_a_service_that_purges_stops_on_a_signal(server: LiveServer) -> None:
    server.wait_until(lambda: bool(server.rows("SELECT 1 FROM leases")), "the first lease")

    server.signal(signal.SIGTERM)

    assert server.ended() == 0
    assert "Traceback" not in server.log()
