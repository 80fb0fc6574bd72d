"""The idle timeout counts from the last pong or message, whenever pings are sent (contract section 8)."""

from collections.abc import Iterator

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import Person, serving

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    settings = {"WIZARD_WS_HEARTBEAT_S": "2", "WIZARD_WS_IDLE_TIMEOUT_S": "3"}
    with serving(tmp_path_factory.mktemp("idle"), workers=1, **settings) as running:
        yield running


def test_a_silent_client_that_answers_pings_stays_connected_when_the_timeout_ends_before_the_next_ping(
    owner: Person,
) -> None:
    # The library answers pings by itself.
    sockets = [owner.socket(owner.create()) for _ in range(5)]

    for _ in range(3):
        # Each wait fails when the service closes the socket.
        heartbeats = [socket.wait_for_event("heartbeat") for socket in sockets]

    assert len(heartbeats) == len(sockets)
