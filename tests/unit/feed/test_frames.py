"""Frames on the wire: a client reads what was sent, whatever text is in it (contract section 7)."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

# The reader of the live tests; `pythonpath` of setup.cfg makes it importable from here.
from tests.support.wire.sse_parser import EventStream, Frame
from wizard_service.domain.events import EVENT_TYPES
from wizard_service.feed.control_events import ControlEvents
from wizard_service.feed.frames import encode, sse_frame, websocket_text_frame
from wizard_service.feed.presence import Connection
from wizard_service.store import StoredEvent
from wizard_service.timestamps import utc_now

EPOCH = "k7f3"
# Line ends: CR, LF and CRLF for an event stream, the rest for other programs.
LINE_ENDS = ["\r", "\n", "\r\n", "\n\n", "\0", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029", "\ufeff"]
FIELDS = ["id: 9\n", "event: forged\n", "data: {}\n", ":", "retry: 1\n"]
TEXTS = st.lists(st.sampled_from(LINE_ENDS + FIELDS) | st.text(max_size=5), max_size=6).map("".join)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
DATA = st.dictionaries(TEXTS, VALUES, max_size=4)
EVENT_TYPE = st.sampled_from(sorted(EVENT_TYPES))
NUMBERS = st.integers(1, 10**15)
FORGED = "x\n\nid: 9\nevent: forged\ndata: {}\n\n"


def read(stream: bytes, piece_bytes: int = 7) -> list[Frame]:
    """Read a stream in pieces, as they come from a network, and return its frames; it must hold nothing else."""
    reader = EventStream()
    for begin in range(0, len(stream), piece_bytes):
        reader.feed(stream[begin : begin + piece_bytes])
    assert (reader.comments, reader.retries, reader.unknown_fields) == ([], [], [])
    return reader.frames


@given(EVENT_TYPE, DATA, TEXTS, TEXTS, NUMBERS, st.integers(1, 50))
@example("log_appended", {"message": FORGED}, "actor\nid: 9", "request\rid: 9", 1, 1)
def test_an_event_is_one_frame_with_its_own_id_type_and_data_whatever_text_it_holds(
    event_type: str, data: dict[str, Any], actor: str, request_id: str, offset: int, piece_bytes: int
) -> None:
    stored = StoredEvent(
        owner=actor,
        offset=offset,
        investigation_id="inv",
        version=offset,
        event_type=event_type,
        timestamp="2026-01-15T10:06:00.120Z",
        committed_at="2026-01-15T10:06:00.250Z",
        actor=actor,
        source="USER",
        request_id=request_id,
        data=json.dumps(data, ensure_ascii=False),
    )
    message = encode(stored, EPOCH)

    frames = read(message.sse * 2, piece_bytes)

    assert len(frames) == 2
    assert {(frame.event_type, frame.own_id) for frame in frames} == {(event_type, f"{EPOCH}-{offset}")}
    envelope = json.loads(frames[0].data)
    assert frames[0].data == frames[1].data == message.json.decode()
    assert (envelope["data"], envelope["actor"], envelope["request_id"]) == (data, actor, request_id)


@given(DATA, TEXTS, TEXTS, st.none() | NUMBERS)
@example({"state": {"settings": {"name": FORGED}}}, FORGED, FORGED, 1)
def test_a_control_event_is_one_frame_that_has_an_id_only_when_it_carries_a_cursor(
    data: dict[str, Any], user_id: str, request_id: str, offset: int | None
) -> None:
    cursor = f"{EPOCH}-{offset}" if offset else None
    connection = Connection("c1", "sse", user_id, None, request_id, 15)
    event = ControlEvents(connection, EPOCH, utc_now).make("state_sync", data, sse_id=cursor)

    (frame,) = read(event.sse)

    assert (frame.event_type, frame.own_id) == ("state_sync", cursor)
    envelope = json.loads(frame.data)
    assert (envelope["data"], envelope["user_id"], envelope["request_id"]) == (data, user_id, request_id)
    assert "id" not in envelope


@given(EVENT_TYPE, DATA)
def test_a_frame_is_three_lines_in_the_order_of_the_contract(event_type: str, data: dict[str, Any]) -> None:
    encoded = json.dumps(data).encode()

    assert sse_frame(event_type, encoded, "k7f3-1").split(b"\n") == [
        b"id: k7f3-1",
        b"event: " + event_type.encode(),
        b"data: " + encoded,
        b"",
        b"",
    ]
    assert sse_frame(event_type, encoded).startswith(b"event: ")


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65_535, 65_536, 65_537, 400_000])
def test_a_websocket_frame_is_final_unmasked_text_with_the_shortest_length(length: int) -> None:
    payload = bytes(number % 251 for number in range(length))

    frame = websocket_text_frame(payload)

    # RFC 6455 section 5.2: 7 bits, or 126 and 16 bits, or 127 and 64 bits.
    extra_bytes = 0 if length < 126 else 2 if length < 65_536 else 8
    assert frame[0] == 0x80 | 0x1
    assert frame[1] == {0: length, 2: 126, 8: 127}[extra_bytes]
    if extra_bytes:
        assert int.from_bytes(frame[2 : 2 + extra_bytes], "big") == length
    assert frame[2 + extra_bytes :] == payload


EXAMPLES_OF_THE_STANDARD = {
    "data: YHOO\ndata: +2\ndata: 10\n\n": [("YHOO\n+2\n10", "")],
    ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n": [
        ("first event", "1"),
        ("second event", ""),
        (" third event", ""),
    ],
    "data\n\ndata\ndata\n\ndata:": [("", ""), ("\n", "")],
    "data:test\n\ndata: test\n\n": [("test", ""), ("test", "")],
}


@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("stream", EXAMPLES_OF_THE_STANDARD)
def test_the_reader_understands_the_examples_of_the_standard(stream: str, line_end: str) -> None:
    reader = EventStream()
    for byte in stream.replace("\n", line_end).encode():
        reader.feed(bytes([byte]))

    assert [(frame.data, frame.last_event_id) for frame in reader.frames] == EXAMPLES_OF_THE_STANDARD[stream]
