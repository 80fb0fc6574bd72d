"""A slow reader of old events is still checked for access, and occupies little of the worker's memory."""

import http.client
import json
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.live.server import TIMEOUT_S, LiveServer
from tests.support.live.users import BASE, Person, PersonFor
from tests.support.wire.raw_connection import CLOSE, RawConnection
from tests.support.wire.sse_parser import EventStream, Frame

pytestmark = pytest.mark.live

# Far more than the kernel holds for a connection: reports of 800 KB each.
REPORTS, EVENTS = 30, 8
LINES = [{"message": "x" * 9_990}] * 10


@pytest.fixture
def long(owner: Person) -> str:
    """An investigation whose events no process holds in memory."""
    investigation_id = owner.create()
    report = [{"event_type": "log_appended", "data": {"lines": LINES}}] * EVENTS
    for _ in range(REPORTS):
        assert owner.call("POST", f"/{investigation_id}/events", report).status == 200
    return investigation_id


@pytest.fixture
def viewer(person_for: PersonFor, owner: Person, long: str) -> Person:
    other = person_for()
    assert owner.share(long, other, "viewer").status == 200
    return other


class Behind:
    """A stream of which the first stored event has come, and no more is read until it is read to its end."""

    def __init__(self, reader: Person, path: str) -> None:
        self._connection = http.client.HTTPConnection(reader.server.bind, timeout=TIMEOUT_S)
        self._connection.request("GET", BASE + path, headers=reader.bearer)
        self._response, self._parsed = self._connection.getresponse(), EventStream()
        while not any(frame.own_id for frame in self._parsed.frames):
            self._parsed.feed(self._response.read1(65_536))

    def read_to_the_end(self) -> list[Frame]:
        while piece := self._response.read1(1_000_000):
            self._parsed.feed(piece)
        self._connection.close()
        return self._parsed.frames


def test_a_stream_that_is_behind_ends_when_its_share_is_revoked(owner: Person, viewer: Person, long: str) -> None:
    stream = Behind(viewer, f"/{long}/stream?after={owner.beginning(long)}")

    assert owner.unshare(long, viewer).status == 204
    frames = stream.read_to_the_end()

    last = json.loads(frames[-1].data)
    assert (last["event_type"], last["data"]) == ("connection_closed", {"reason": "access_revoked"})
    assert sum(frame.event_type == "log_appended" for frame in frames) < REPORTS * EVENTS


def test_a_socket_that_is_behind_is_closed_when_its_share_is_revoked(owner: Person, viewer: Person, long: str) -> None:
    with RawConnection(owner.server, receive_buffer_bytes=65_536) as raw:
        path = f"/ws/investigation/{long}?after={owner.beginning(long)}"
        assert raw.shake_hands(path, viewer.bearer) == 101
        raw.read_frame()

        assert owner.unshare(long, viewer).status == 204
        frames = []
        while not frames or frames[-1].opcode != CLOSE:
            frames.append(raw.read_frame())

    assert frames[-1].close_code == 4403
    assert len(frames) < REPORTS * EVENTS


def test_a_stream_that_is_behind_receives_the_deletion_of_its_investigation(owner: Person, long: str) -> None:
    stream = Behind(owner, f"/{long}/stream?after={owner.beginning(long)}")

    assert owner.call("DELETE", f"/{long}/state", headers={"If-Match": "*"}).status == 204
    types = [frame.event_type for frame in stream.read_to_the_end()]

    assert types[-2:] == ["investigation_deleted", "connection_closed"]
    assert types.count("log_appended") < REPORTS * EVENTS


def memory_bytes(server: LiveServer) -> int:
    """Return what all workers hold together."""
    buffered = 0
    for pid in server.workers():
        status = Path(f"/proc/{pid}/status").read_text()
        buffered += int(status.partition("VmRSS:")[2].split()[0]) * 1024
    return buffered


@pytest.mark.own_server
def test_twenty_subscribers_that_do_not_read_keep_little_of_a_long_log_in_memory(
    server: LiveServer, owner: Person, long: str
) -> None:
    beginning = owner.beginning(long)
    before = memory_bytes(server)
    with ExitStack() as opened:
        for _ in range(20):
            raw = opened.enter_context(RawConnection(server, receive_buffer_bytes=4_096))
            raw.get(f"{BASE}/{long}/stream?after={beginning}", owner.bearer)
            raw.read_until(b"event: log_appended")

        assert memory_bytes(server) - before < 20 * 3 * 1024 * 1024
