"""Events and answers that watchers and writers receive during a storage failure and after it (contract section 3)."""

from collections.abc import Iterator
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from tests.support.live import replaced_files as files
from tests.support.live.databases import unreadable, writes_blocked
from tests.support.live.server import LiveServer
from tests.support.live.users import Person, serving

pytestmark = pytest.mark.live

# There are enough of them that every worker has some.
WATCHERS = 12


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    settings = {"WIZARD_WRITE_TIMEOUT_MS": "500", "DB_CONNECTION_RETRY_DELAY_MS": "100"}
    with serving(tmp_path_factory.mktemp("storage_failure"), **settings) as running:
        yield running


def test_watchers_of_every_worker_receive_degraded_and_restored_and_the_write_is_repeated_once(
    server: LiveServer, owner: Person
) -> None:
    investigation_id = owner.create()
    streams = [owner.stream(f"/{investigation_id}/stream") for _ in range(WATCHERS)]
    socket = owner.socket(investigation_id)
    for stream in streams:
        stream.wait_for("state_sync")
    socket.wait_for_event("state_sync")
    report = {"event_type": "log_appended", "data": {"lines": [{"message": "unsaved"}]}}
    key = {"Idempotency-Key": "the-unsaved-change"}

    with writes_blocked(server.database_url):
        refused = owner.call("POST", f"/{investigation_id}/events", report, key)
        for stream in streams:
            stream.wait_for("persistence_degraded", 1)
        assert "id" not in socket.wait_for_event("persistence_degraded")
        assert owner.state(investigation_id)["version"] == 1

    for stream in streams:
        stream.wait_for("persistence_restored", 1)
    socket.wait_for_event("persistence_restored")
    taken = owner.call("POST", f"/{investigation_id}/events", report, key)
    assert refused.problem == (503, "storage_unavailable")
    assert int(refused.headers["Retry-After"]) >= 1
    assert taken.status == 200
    assert owner.state(investigation_id)["version"] == 2
    assert all(stream.types.count("persistence_degraded") == 1 for stream in streams)


def test_open_streams_and_sockets_outlast_a_database_that_cannot_be_read_and_new_ones_are_refused(
    server: LiveServer, owner: Person, settings: dict[str, Any]
) -> None:
    investigation_id = owner.create()
    streams = [owner.stream(f"/{investigation_id}/stream") for _ in range(WATCHERS)]
    ending = owner.stream(f"/{investigation_id}/stream?until=completed")
    socket = owner.socket(investigation_id)
    update = {"type": "update", "message_id": "u1", "version": 1, "changes": {"settings": settings}}

    with unreadable(server.database_url):
        files.wait_for_readiness(server, 503)
        socket.send(type="sync")
        renewed = socket.answer_to(type="auth", message_id="a1", token=owner.token)
        refused = socket.answer_to(**update)
        new_stream = owner.stream(f"/{investigation_id}/stream")
        with pytest.raises(InvalidStatus) as handshake:
            owner.socket(investigation_id)
    files.wait_for_readiness(server, 200)

    assert (renewed["status"], renewed["code"]) == (503, "storage_unavailable")
    assert (refused["status"], refused["code"]) == (503, "storage_unavailable")
    assert (new_stream.status, int(new_stream.headers["Retry-After"]) >= 1) == (503, True)
    assert (handshake.value.response.status_code, "Retry-After" in handshake.value.response.headers) == (503, True)
    synced = socket.wait_for(lambda message: message.get("data", {}).get("sync_reason") == "explicit_request")
    assert synced["data"]["state"]["version"] == 1
    # A probe may succeed before the state is read.
    if "persistence_restored" not in socket.types:
        socket.wait_for_event("persistence_restored")
    assert socket.answer_to(**update)["status"] == 200
    last = owner.log(investigation_id, "later")
    assert socket.wait_for_event("log_appended") == last
    for stream in [*streams, ending]:
        assert stream.wait_for("log_appended") == last
        assert [event["version"] for event in stream.stored] == sorted(event["version"] for event in stream.stored)
    assert [event["id"] for event in socket.stored] == [event["id"] for event in ending.stored]
    server.verify()


def test_reads_come_from_memory_while_the_database_is_gone_and_everything_works_when_it_is_back(
    server: LiveServer, owner: Person
) -> None:
    investigation_id = owner.create()
    shown, cursor = owner.state(investigation_id), owner.cursor(investigation_id)
    with unreadable(server.database_url):
        files.wait_for_readiness(server, 503)
        files.kill_one(server)
        files.wait_for_readiness(server, 503)
        answers = [owner.call("GET", f"/{investigation_id}/state") for _ in range(20)]

    files.wait_for_readiness(server, 200)

    # A worker answers with the state that it has read, or with 503 when it has read none.
    assert {(answer.status, answer.headers["X-State-Source"]) for answer in answers} <= {(200, "memory"), (503, None)}
    # The first requests afterwards may still find no connection, which is answered 503.
    server.wait_until(lambda: owner.state(investigation_id) == shown, "the state")
    later = {"event_type": "log_appended", "data": {"lines": [{"message": "later"}]}}
    server.wait_until(lambda: owner.call("POST", f"/{investigation_id}/events", later).status == 200, "a write")
    assert owner.cursor(investigation_id).partition("-")[0] == cursor.partition("-")[0]
    server.verify()
