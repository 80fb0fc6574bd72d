"""A host application under another server: streams and sockets deliver the same events."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import BASE, SECRET, Person
from tests.support.paths import PROGRAMS
from tests.support.wire.websocket_client import LiveSocket

pytestmark = pytest.mark.live

LIVE_PROGRAMS = PROGRAMS / "live"


class HostServer(LiveServer):
    """One process; its service answers below the base path only."""

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}{BASE}/readyz") as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError):
            return False


@pytest.fixture(params=["pywsgi_host", "threaded_host"])
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[LiveServer]:
    running = HostServer(tmp_path, SECRET, workers=0)
    running.program = (request.param,)
    running.environment["PYTHONPATH"] += f":{LIVE_PROGRAMS}"
    running.migrate()
    running.start()
    yield running
    running.kill()


def test_a_host_delivers_every_event_by_stream_and_socket_and_accepts_updates(
    server: LiveServer, settings: dict[str, Any]
) -> None:
    with ExitStack() as opened:
        owner = Person(server, opened, "u1")
        investigation_id = owner.create(settings=settings)
        stream = owner.stream(f"/{investigation_id}/stream")
        path = f"{BASE}/ws/investigation/{investigation_id}"
        socket = LiveSocket(server, path, owner.bearer, subprotocols=("wizard.v1",))
        opened.callback(socket.close)
        socket.wait_for_event("state_sync")
        stream.wait_for("state_sync")

        reported = [owner.log(investigation_id, line) for line in ("one", "two", "three")]
        changed = socket.answer_to(type="update", message_id="m1", version=4, changes={"settings": {"name": "said"}})
        last = owner.log(investigation_id, "the last")
        stream.wait_for("log_appended", 4)
        socket.wait_for(lambda message: message.get("id") == last["id"])

        assert socket.connection.subprotocol == "wizard.v1"
        assert (changed["status"], changed["version"]) == (200, 5)
        assert stream.stored == socket.stored
        assert [event for event in stream.stored if event["event_type"] == "log_appended"] == [*reported, last]
        assert "Traceback" not in server.log()
