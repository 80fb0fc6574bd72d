"""A deletion of many events whose workers are killed between two of its transactions is finished by the next purge."""

import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from http.client import HTTPException
from pathlib import Path

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import Person, PersonFor, serving
from tests.support.store.rows import event
from wizard_service.config import DatabaseSettings
from wizard_service.store import open_backend
from wizard_service.store.repositories.events import append_events
from wizard_service.store.repositories.usage import EVENTS, Amount, add, row_bytes

pytestmark = pytest.mark.live

# Deleting them takes 20 transactions, so the workers are killed long before the last one.
EVENTS_OF_INVESTIGATION, EVENTS_PER_APPEND = 40_000, 5_000


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    with serving(tmp_path, WIZARD_PURGE_INTERVAL_S="0") as running:
        yield running


def append_many(server: LiveServer, owner: str, investigation_id: str) -> None:
    """Append events as the service does; over HTTP this would take minutes."""
    rows = [event(investigation_id, event_type="log_appended", version=2)] * EVENTS_PER_APPEND
    size = Amount(stored_bytes=sum(row_bytes(row, EVENTS) for row in rows))
    with closing(open_backend(DatabaseSettings(server.database_url))) as store:
        for _ in range(EVENTS_OF_INVESTIGATION // EVENTS_PER_APPEND):
            store.write(lambda tx: (add(tx, owner, size), append_events(tx, owner, rows)))


def count(server: LiveServer, table: str) -> int:
    ((rows,),) = server.rows(f"SELECT count(*) FROM {table}")
    return int(rows)


def kill_between_transactions(server: LiveServer, owner: Person, investigation_id: str) -> None:
    def delete() -> None:
        with suppress(OSError, HTTPException):
            owner.call("DELETE", f"/{investigation_id}/state", headers={"If-Match": "*"})

    request = threading.Thread(target=delete)
    request.start()
    server.wait_until(lambda: not count(server, "investigation_states"), "the first transaction of the deletion")
    server.kill()
    request.join()
    assert 1 < count(server, "events") < EVENTS_OF_INVESTIGATION


def test_after_a_killed_deletion_and_a_purge_nothing_of_the_investigation_is_counted_or_replayed(
    server: LiveServer, owner: Person, person_for: PersonFor
) -> None:
    investigation_id = owner.create()
    append_many(server, owner.user_id, investigation_id)
    kill_between_transactions(server, owner, investigation_id)

    server.environment["WIZARD_PURGE_INTERVAL_S"] = "1"
    server.start()
    server.wait_until(lambda: count(server, "events") == 1, "a purge")

    assert owner.call("GET", "/usage").document["stored_bytes"]["used"] < 10_000
    owner.create(investigation_id=investigation_id)
    viewer = person_for()
    owner.share(investigation_id, viewer, "viewer")
    page = viewer.call("GET", f"/{investigation_id}/poll?after={owner.beginning(investigation_id)}").document
    received = [message["event_type"] for message in page["events"]]
    assert received == ["investigation_deleted", "state_updated", "access_changed", "access_changed"]
    server.verify()
