"""The publisher writes to waiting subscribers directly: each event still arrives whole, once and in order."""

import http.client
import json
import socket
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import BASE, SECRET, Person
from tests.support.paths import PROGRAMS
from tests.support.wire.raw_connection import PING, PONG, TEXT, RawConnection, WireFrame
from tests.support.wire.sse_parser import EventStream

pytestmark = pytest.mark.live

LIVE_PROGRAMS = PROGRAMS / "live"
# More than the kernel holds for a peer that does not read: reports of 100 KB each.
REPORTS = 25
LINES = ["x" * 9_990] * 10


def log_events(payloads: Iterable[str | bytes]) -> list[dict[str, Any]]:
    events = [json.loads(payload) for payload in payloads]
    return [event for event in events if event["event_type"] == "log_appended"]


def test_a_stream_that_is_read_late_and_slowly_delivers_every_event_whole_and_in_order(owner: Person) -> None:
    investigation_id = owner.create()
    connection = http.client.HTTPConnection(owner.server.bind, timeout=60)
    connection.sock = socket.socket()
    connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
    connection.sock.connect((connection.host, connection.port))
    connection.request("GET", f"{BASE}/{investigation_id}/stream", headers=owner.bearer)
    response, parsed = connection.getresponse(), EventStream()
    while not parsed.frames:
        parsed.feed(response.read1(65_536))

    reported = [owner.log(investigation_id, *LINES) for _ in range(REPORTS)]
    while not parsed.frames or parsed.frames[-1].last_event_id != reported[-1]["id"]:
        parsed.feed(response.read1(32_768))
        time.sleep(0.001)

    assert log_events(frame.data for frame in parsed.frames) == reported
    assert parsed.unknown_fields == []
    connection.close()


def test_a_socket_that_is_read_late_and_slowly_delivers_every_event_whole_in_order_and_between_pongs(
    owner: Person,
) -> None:
    investigation_id = owner.create()
    with RawConnection(owner.server, receive_buffer_bytes=65_536) as raw:
        assert raw.shake_hands(f"/ws/investigation/{investigation_id}", owner.bearer) == 101
        raw.read_frame()
        reported, pings = [], [str(number).encode() for number in range(REPORTS)]
        for ping in pings:
            reported.append(owner.log(investigation_id, *LINES))
            raw.send_frame(PING, ping)
        frames: list[WireFrame] = []
        while len(log_events_in(frames)) < REPORTS or sum(frame.opcode == PONG for frame in frames) < REPORTS:
            raw.take(32_768)
            frames += raw.whole_frames()
            time.sleep(0.001)

    assert log_events_in(frames) == reported
    assert [frame.payload for frame in frames if frame.opcode == PONG] == pings


def log_events_in(frames: list[WireFrame]) -> list[dict[str, Any]]:
    return log_events(frame.payload for frame in frames if frame.opcode == TEXT)


def test_a_stream_without_chunks_delivers_events_unchanged(owner: Person) -> None:
    investigation_id = owner.create()
    with RawConnection(owner.server) as raw:
        raw.ask(f"GET {BASE}/{investigation_id}/stream HTTP/1.0", owner.bearer)
        assert "chunked" not in raw.read_head().lower()
        raw.read_until(b"event: state_sync\n")
        raw.read_until(b"\n\n")
        first, second = owner.log(investigation_id, "one"), owner.log(investigation_id, "two")

        for event in (first, second):
            begin = f"id: {event['id']}\nevent: log_appended\ndata: ".encode()
            assert raw.read(len(begin)) == begin
            raw.read_until(b"\n\n")


@pytest.fixture
def compressing(tmp_path: Path) -> Iterator[LiveServer]:
    running = LiveServer(tmp_path, SECRET, workers=1)
    running.program = ("gunicorn", "-c", "python:wizard_service.gunicorn_conf", "compressed_app:app")
    running.environment["PYTHONPATH"] += f":{LIVE_PROGRAMS}"
    running.migrate()
    running.start()
    yield running
    running.kill()


def test_a_stream_that_is_compressed_on_its_way_stays_whole(compressing: LiveServer) -> None:
    with ExitStack() as opened:
        owner = Person(compressing, opened, "u1")
        investigation_id = owner.create()
        connection = opened.enter_context(closing(http.client.HTTPConnection(compressing.bind, timeout=60)))
        connection.request("GET", f"{BASE}/{investigation_id}/stream", headers=owner.bearer)
        response, parsed, decompressor = connection.getresponse(), EventStream(), zlib.decompressobj(wbits=31)

        reported = [owner.log(investigation_id, "one"), owner.log(investigation_id, "two")]
        while not parsed.frames or parsed.frames[-1].last_event_id != reported[-1]["id"]:
            parsed.feed(decompressor.decompress(response.read1()))

        assert log_events(frame.data for frame in parsed.frames) == reported
