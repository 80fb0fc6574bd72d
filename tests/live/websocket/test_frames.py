"""Frames on the wire, byte by byte: fragments, pings and events far larger than a socket buffer (RFC 6455)."""

import json
from typing import Any

import pytest

from tests.support.live.users import Person
from tests.support.wire.raw_connection import CONTINUATION, PING, PONG, TEXT, RawConnection, WireFrame, frame_bytes

pytestmark = pytest.mark.live

SYNC = json.dumps({"type": "sync"}).encode()
LARGE_BYTES = 400_000


@pytest.fixture
def large(owner: Person, settings: dict[str, Any], results: dict[str, Any]) -> str:
    """Return the id of an investigation whose state has 400 KB."""
    investigation_id = owner.create(settings=settings, wizard_step="PROGRESS")
    finding = results["findings"][0]
    results["findings"] = [finding | {"description": "\u00e4" * 20_000} for _ in range(LARGE_BYTES // 40_000)]
    assert owner.change(investigation_id, results=results).status == 200
    return investigation_id


def opened(owner: Person, investigation_id: str, receive_buffer_bytes: int | None = None) -> RawConnection:
    raw = RawConnection(owner.server, receive_buffer_bytes)
    assert raw.shake_hands(f"/ws/investigation/{investigation_id}", owner.bearer) == 101
    return raw


def events_of(frames: list[WireFrame]) -> list[dict[str, Any]]:
    return [json.loads(frame.payload) for frame in frames if frame.opcode == TEXT]


def reason(event: dict[str, Any]) -> str | None:
    reason: str | None = event["data"].get("sync_reason")
    return reason


def test_a_message_in_fragments_is_one_message_also_with_a_ping_between_them(owner: Person) -> None:
    with opened(owner, owner.create()) as raw:
        raw.send_frame(TEXT, SYNC[:5], is_final=False)
        raw.send_frame(PING, b"between")
        raw.send_frame(CONTINUATION, SYNC[5:9], is_final=False)
        raw.send_frame(CONTINUATION, b"", is_final=False)
        raw.send_frame(CONTINUATION, SYNC[9:])
        frames = [raw.read_frame()]
        while not any(reason(event) == "explicit_request" for event in events_of(frames)):
            frames.append(raw.read_frame())

    assert pongs_in(frames) == [b"between"]


def pongs_in(frames: list[WireFrame]) -> list[bytes]:
    return [frame.payload for frame in frames if frame.opcode == PONG]


def large_ones_in(frames: list[WireFrame]) -> list[WireFrame]:
    return [frame for frame in frames if len(frame.payload) > LARGE_BYTES]


def test_a_frame_that_comes_byte_by_byte_is_one_message(owner: Person) -> None:
    with opened(owner, owner.create()) as raw:
        for byte in frame_bytes(TEXT, SYNC):
            raw.send(bytes([byte]))
        frames = [raw.read_frame()]
        while not any(reason(event) == "explicit_request" for event in events_of(frames)):
            frames.append(raw.read_frame())


def test_pings_are_answered_with_their_payload_in_order_while_events_flow(owner: Person) -> None:
    investigation_id = owner.create()
    pings = [b"", *(bytes([number]) * number for number in range(1, 126, 5))]
    frames: list[WireFrame] = []

    with opened(owner, investigation_id) as raw:
        events = []
        for ping in pings:
            raw.send_frame(PING, ping)
            events.append(owner.log(investigation_id, "x" * 3_000, "y" * 3_000))
        while len([event for event in events_of(frames) if "id" in event]) < len(events) or (
            len(pongs_in(frames)) < len(pings)
        ):
            frames.append(raw.read_frame())

    assert pongs_in(frames) == pings
    assert [event for event in events_of(frames) if "id" in event] == events


def test_a_frame_larger_than_any_buffer_arrives_whole_between_pongs_while_the_client_reads_slowly(
    owner: Person, large: str
) -> None:
    pings = [f"ping {number}".encode() for number in range(6)]
    frames: list[WireFrame] = []

    with opened(owner, large, receive_buffer_bytes=4096) as raw:
        for ping in pings:
            raw.send_frame(PING, ping)
            raw.send_frame(TEXT, SYNC)
            raw.take(4096)
        # The last pongs may have had to wait for the last large frame.
        while len(large_ones_in(frames)) < len(pings) + 1 or len(pongs_in(frames)) < len(pings):
            raw.take(16_384)
            frames += raw.whole_frames()

    states = [event["data"]["state"] for event in events_of(frames) if reason(event)]
    assert all(frame.is_final and frame.opcode in (TEXT, PONG, PING) for frame in frames)
    assert len(json.dumps(states[0], ensure_ascii=False).encode()) > LARGE_BYTES
    assert states == [owner.state(large)] * len(states)
    assert pongs_in(frames) == pings


def test_a_frame_has_the_shortest_length_that_fits(owner: Person) -> None:
    investigation_id = owner.create()
    with opened(owner, investigation_id) as raw:
        for length in (1, 9_990):
            owner.log(investigation_id, *["x" * length] * (1 if length == 1 else 7))
        sizes: set[bool] = set()
        while len(sizes) < 2:
            frame = raw.read_frame()
            message = json.loads(frame.payload) if frame.opcode == TEXT else {}
            sizes |= {len(frame.payload) > 65_535} if message.get("event_type") == "log_appended" else set()

    assert sizes == {True, False}
