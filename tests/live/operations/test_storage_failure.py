"""Events and answers that watchers and writers receive during a storage failure and after it (contract section 3)."""

from collections.abc import Iterator

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.storage_failure import writes_blocked
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

    with writes_blocked(server):
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
