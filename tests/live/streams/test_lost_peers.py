"""Peers that go away, with or without a sign, free their quota (contract sections 7 and 8)."""

from collections.abc import Iterator

import pytest

from tests.support.live.peers import can_open_stream, opened
from tests.support.live.server import LiveServer
from tests.support.live.users import BASE, Person, serving
from tests.support.live.workers import waits_for_worker, worker_of
from tests.support.wire.raw_connection import RawConnection

pytestmark = pytest.mark.live

HEARTBEAT_S = 1


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    settings = {
        "WIZARD_STREAMS_PER_USER": "1",
        "WIZARD_SSE_HEARTBEAT_S": str(HEARTBEAT_S),
        "WIZARD_WS_HEARTBEAT_S": str(HEARTBEAT_S),
        # Neither ends a connection before the test has.
        "WIZARD_WS_IDLE_TIMEOUT_S": "600",
        "WIZARD_LONG_POLL_MAX_S": "300",
    }
    with serving(tmp_path_factory.mktemp("lost"), **settings) as running:
        yield running


@pytest.mark.parametrize("kind", ["stream", "socket"])
@pytest.mark.parametrize("way", ["end of sending", "close", "reset"])
def test_a_peer_that_vanishes_frees_its_quota(
    server: LiveServer, peer: Person, investigation_id: str, kind: str, way: str
) -> None:
    with opened(server, peer, investigation_id, kind) as raw:
        assert not can_open_stream(peer, investigation_id)

        {"end of sending": raw.shut, "close": raw.close, "reset": raw.reset}[way]()

        server.wait_until(lambda: can_open_stream(peer, investigation_id), "the quota of the vanished peer")


@pytest.mark.parametrize("kind", ["stream", "socket"])
def test_a_peer_that_acknowledges_nothing_frees_its_quota_within_two_heartbeats_and_5_s(
    server: LiveServer, owner: Person, peer: Person, investigation_id: str, kind: str
) -> None:
    with opened(server, peer, investigation_id, kind) as raw:
        assert not can_open_stream(peer, investigation_id)
        raw.vanish()

        # The heartbeats of another stream, one each second, are the clock.
        owner.stream(f"/{investigation_id}/stream").wait_for("heartbeat", 2 * HEARTBEAT_S + 5)

        assert can_open_stream(peer, investigation_id)
    assert "Traceback" not in server.log()


def test_a_long_poll_ends_when_its_peer_closes(server: LiveServer, owner: Person, investigation_id: str) -> None:
    current = owner.call("GET", f"/{investigation_id}/poll").headers["ETag"]
    with RawConnection(server) as raw:
        # It would be held for longer than the test waits.
        raw.get(f"{BASE}/{investigation_id}/poll?wait=300", owner.bearer | {"If-None-Match": current})
        server.wait_until(lambda: worker_of(server, raw) is not None, "a worker to hold the poll")

    server.wait_until(lambda: not waits_for_worker(server, raw), "the end of the poll")
