"""Streams and sockets that wait have no greenlet: they take little memory. A connection outlives its stream."""

import http.client
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from benchmarks.figures import resident_kb
from benchmarks.listeners import Feed, Listener
from tests.support.live.server import LiveServer
from tests.support.live.users import Person, serving, token_of

pytestmark = pytest.mark.live

LISTENERS = 300
# The address of an investigation's feed by kind, and the most memory that a listener takes. With greenlets and
# gunicorn's request they take 28 and 39 KB.
KINDS = {"sse": ("/api/v1/wizard/{}/stream", 16), "websocket": ("/ws/investigation/{}", 24)}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    settings = {"WIZARD_SSE_HEARTBEAT_S": "1", "WIZARD_WS_HEARTBEAT_S": "1"}
    settings["WIZARD_STREAMS_PER_USER"] = str(2 * LISTENERS)
    # The listeners answer no pings.
    settings["WIZARD_WS_IDLE_TIMEOUT_S"] = "3600"
    with serving(tmp_path_factory.mktemp("parked"), workers=1, **settings) as running:
        yield running


def listeners(opened: ExitStack, server: LiveServer, user: str, feed: Feed, count: int) -> list[Listener]:
    made = [Listener(server.bind, token_of(user), feed) for _ in range(count)]
    for listener in made:
        opened.callback(listener.connection.close)
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_listeners_that_wait_take_little_memory_and_get_heartbeats_and_events(server: LiveServer, kind: str) -> None:
    path, most_kb = KINDS[kind]
    (worker,) = server.workers()
    with ExitStack() as opened:
        owner = Person(server, opened, f"parked-{kind}")
        investigation_id = owner.create()
        feed = Feed(kind, path.format(investigation_id))
        # The first requests make caches that stay.
        listeners(opened, server, owner.user_id, feed, LISTENERS // 10)
        before_kb = resident_kb(worker)

        waiting = listeners(opened, server, owner.user_id, feed, LISTENERS)

        assert resident_kb(worker) - before_kb < LISTENERS * most_kb
        for listener in waiting:
            read_until(listener, b"heartbeat")
        owner.log(investigation_id, "to all")
        for listener in waiting:
            read_until(listener, b"to all")


def test_a_connection_serves_the_next_request_after_its_stream_has_ended(
    server: LiveServer, settings: dict[str, Any]
) -> None:
    with ExitStack() as opened:
        owner = Person(server, opened, "again")
        investigation_id = owner.create(settings=settings, wizard_step="PROGRESS")
        connection = http.client.HTTPConnection(server.bind, timeout=60)
        opened.callback(connection.close)
        headers = {"Authorization": f"Bearer {token_of('again')}"}
        connection.request("GET", f"/api/v1/wizard/{investigation_id}/stream?until=completed", headers=headers)
        stream = connection.getresponse()
        read = stream.read(2048)
        while b"state_sync" not in read:
            read += stream.read1()

        owner.change(investigation_id, status="CANCELLED")
        stream.read()
        port = connection.sock.getsockname()
        connection.request("GET", f"/api/v1/wizard/{investigation_id}/state", headers=headers)

        assert connection.getresponse().status == 200
        assert connection.sock.getsockname() == port


def test_a_heartbeat_names_the_version_that_the_client_received_last(server: LiveServer) -> None:
    with ExitStack() as opened:
        owner = Person(server, opened, "beats")
        investigation_id = owner.create()
        stream = owner.stream(f"/{investigation_id}/stream")
        stream.wait_for("heartbeat")

        owner.log(investigation_id, "while the stream waits")

        logged = stream.wait_for("log_appended")
        seen = len(stream.of("heartbeat"))
        assert stream.wait_for("heartbeat", seen + 1)["version"] == logged["version"] > 1


def read_until(listener: Listener, text: bytes) -> None:
    received = b""
    while text not in received:
        part = listener.connection.recv(65536)
        assert part, "the server has closed a connection"
        received += part
