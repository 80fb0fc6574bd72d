"""One worker with more open files than select(2) can name: its cap allows 1,600 streams (contract section 7)."""

import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import Person, serving

pytestmark = pytest.mark.live

# FD_SETSIZE is 1024.
CONNECTIONS = 1100
NEEDED_FILES = 2 * CONNECTIONS
# With a state of 400 KB each, if each kept its own.
LISTENERS = 100


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < NEEDED_FILES:
        pytest.skip(f"this machine allows {hard} open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, NEEDED_FILES), hard))
    settings = {"WIZARD_SSE_HEARTBEAT_S": "1", "WIZARD_STREAMS_PER_USER": str(2 * LISTENERS)}
    with serving(tmp_path_factory.mktemp("many"), workers=1, **settings) as running:
        yield running
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_streams_and_sockets_beyond_a_thousand_connections_work_like_any_other(
    server: LiveServer, owner: Person
) -> None:
    investigation_id = owner.create()
    host, port = server.bind.split(":")
    with ExitStack() as idle:
        for _ in range(CONNECTIONS):
            idle.enter_context(socket.create_connection((host, int(port))))

        stream, watching = owner.stream(f"/{investigation_id}/stream"), owner.socket(investigation_id)
        stream.wait_for("heartbeat")
        event = owner.log(investigation_id, "to all")

        assert watching.wait_for_event("log_appended") == event
        assert stream.wait_for("log_appended") == event


@pytest.mark.parametrize("kind", ["stream", "socket"])
def test_connections_do_not_keep_their_first_state(server: LiveServer, owner: Person, kind: str) -> None:
    investigation_id = owner.create()
    for agent in ("first", "second", "third", "fourth"):
        lines = [{"message": "x" * 9_990, "agent_name": agent}] * 10
        owner.report(investigation_id, "log_appended", lines=lines)
    (worker,) = server.workers()
    before = resident_bytes(worker)

    for _ in range(LISTENERS):
        if kind == "stream":
            owner.stream(f"/{investigation_id}/stream").wait_for("state_sync")
        else:
            owner.socket(investigation_id).wait_for_event("state_sync")

    assert resident_bytes(worker) - before < LISTENERS * 400_000 / 2


def resident_bytes(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024
