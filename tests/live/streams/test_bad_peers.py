"""Peers that do not read or do not answer free their quota, and affect no other (contract sections 7 and 8)."""

import contextlib
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.live.peers import can_open_stream, opened
from tests.support.live.server import LiveServer
from tests.support.live.users import BASE, Person, PersonFor, serving
from tests.support.wire.raw_connection import TEXT, RawConnection
from tests.support.wire.websocket_client import Event

pytestmark = pytest.mark.live

# More than the kernel holds for a peer that does not read: reports of 100 KB each.
REPORTS, LINES = 60, ["x" * 9_990] * 10
HEARTBEAT = json.dumps({"type": "heartbeat"}).encode()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    settings = {
        "WIZARD_STREAMS_PER_USER": "1",
        "WIZARD_SSE_HEARTBEAT_S": "1",
        "WIZARD_WS_HEARTBEAT_S": "1",
        "WIZARD_WS_IDLE_TIMEOUT_S": "5",
        "WIZARD_STREAM_WRITE_TIMEOUT_S": "2",
        "WIZARD_STATE_MAX_SIZE_KB": "5000",
    }
    with serving(tmp_path_factory.mktemp("peers"), **settings) as running:
        yield running


@pytest.mark.parametrize("kind", ["stream", "socket"])
def test_a_peer_that_does_not_read_is_disconnected_while_another_sees_every_event(
    server: LiveServer, owner: Person, peer: Person, investigation_id: str, kind: str
) -> None:
    beginning = owner.cursor(investigation_id)
    watcher = owner.stream(f"/{investigation_id}/stream?after={beginning}")
    with opened(server, peer, investigation_id, kind) as raw:
        assert not can_open_stream(peer, investigation_id)

        events = [owner.log(investigation_id, *LINES) for _ in range(REPORTS)]

        def is_disconnected() -> bool:
            # The peer sends all the time, so that the idle timeout does not close it.
            with contextlib.suppress(OSError):
                raw.send_frame(TEXT, HEARTBEAT) if kind == "socket" else None
            return can_open_stream(peer, investigation_id)

        server.wait_until(is_disconnected, "the quota of the peer that does not read")
    watcher.wait_for("log_appended", REPORTS)
    assert watcher.stored == events
    assert not watcher.ended


@pytest.mark.parametrize("kind", ["stream", "socket"])
def test_a_peer_that_reads_slowly_but_steadily_gets_a_large_state_whole(
    server: LiveServer, owner: Person, peer: Person, investigation_id: str, kind: str
) -> None:
    for number in range(20):
        lines = [{"message": line, "agent_name": f"agent-{number // 2}"} for line in LINES]
        owner.report(investigation_id, "log_appended", lines=lines)
    with RawConnection(server, receive_buffer_bytes=65_536) as raw:
        if kind == "stream":
            raw.get(f"{BASE}/{investigation_id}/stream", peer.bearer)
        else:
            assert raw.shake_hands(f"/ws/investigation/{investigation_id}", peer.bearer) == 101

        # Well within what the server waits for one piece, well beyond it for the whole.
        while raw.unread_bytes < 1_950_000:
            raw.take(32_768)
            time.sleep(0.08)

        if kind == "stream":
            raw.read_until(b"event: heartbeat")
        else:
            assert read_event(raw, "state_sync")["data"]["state"]["investigation_id"] == investigation_id


def test_a_socket_that_sends_neither_pongs_nor_messages_is_closed_with_4408(
    server: LiveServer, owner: Person, peer: Person, person_for: PersonFor, investigation_id: str
) -> None:
    talker = person_for()
    owner.share(investigation_id, talker, "viewer")
    answering = owner.socket(investigation_id)
    with (
        opened(server, peer, investigation_id, "socket") as silent,
        opened(server, talker, investigation_id, "socket") as talking,
    ):
        # The library answers pings by itself; `talking` answers none, but it sends messages.
        while (frame := silent.read_frame()).close_code is None:
            talking.send_frame(TEXT, HEARTBEAT)
        event = owner.log(investigation_id, "for those who are still there")

        assert frame.close_code == 4408
        assert read_event(talking, "log_appended") == event
        assert answering.wait_for_event("log_appended") == event
        server.wait_until(lambda: can_open_stream(peer, investigation_id), "the quota of the silent peer")


def read_event(raw: RawConnection, event_type: str) -> Event:
    while True:
        frame = raw.read_frame()
        assert frame.close_code is None
        if frame.opcode == TEXT:
            message: Event = json.loads(frame.payload)
            if message["event_type"] == event_type:
                return message


def test_a_heartbeat_is_a_named_event_without_an_id(owner: Person, peer: Person, investigation_id: str) -> None:
    stream, socket = owner.stream(f"/{investigation_id}/stream"), peer.socket(investigation_id)

    heartbeats = [stream.wait_for("heartbeat", 2), socket.wait_for_event("heartbeat")]

    assert not any("id" in heartbeat for heartbeat in heartbeats)
    assert {frame.own_id for frame in stream.frames if frame.event_type == "heartbeat"} == {None}
    assert stream.last_event_id == owner.cursor(investigation_id)


def test_a_peer_that_does_not_read_is_not_logged_as_a_server_error(
    server: LiveServer, owner: Person, peer: Person, investigation_id: str
) -> None:
    logged_before = len(server.log())
    with opened(server, peer, investigation_id, "stream"):
        for _ in range(REPORTS):
            owner.log(investigation_id, *LINES)
        server.wait_until(lambda: can_open_stream(peer, investigation_id), "the quota of the peer that does not read")

    assert "Traceback" not in server.log()[logged_before:]


def test_a_connection_kept_open_after_its_stream_ends_is_not_logged_as_a_server_error(
    server: LiveServer, owner: Person, peer: Person, investigation_id: str, settings: dict[str, Any]
) -> None:
    logged_before = len(server.log())
    completed = owner.create(settings=settings, wizard_step="PROGRESS")
    owner.change(completed, status="COMPLETED")

    (kept := owner.stream(f"/{completed}/stream?until=completed", keeps_connection=True)).wait_end()
    # After four heartbeats, one each second, the two seconds that a write may take are over.
    peer.stream(f"/{investigation_id}/stream").wait_for("heartbeat", 4)

    assert kept.clean
    assert "Traceback" not in server.log()[logged_before:]
