"""Cursors, frames and recommended intervals: pure functions."""

import pytest

from wizard_service.config import PollingSettings
from wizard_service.errors import BadCursor, CursorExpired
from wizard_service.feed.cursor import Cursor, check_cursor, parse_cursor
from wizard_service.feed.frames import sse_frame, websocket_text_frame
from wizard_service.feed.poll_intervals import Activity, next_poll_interval_ms
from wizard_service.store.repositories.events import FeedBounds

POLLING = PollingSettings()


@pytest.mark.parametrize(
    "text",
    ["", "k7f3", "k7f3-", "-1", "k7f3--1", "k7f3-01", "k7f3-1 ", "K7F3-1", "k7f3-1\n", "k7f3-²", "a-" + "9" * 17],
)
def test_malformed_event_id_is_not_a_cursor(text: str) -> None:
    with pytest.raises(BadCursor):
        parse_cursor(text)


def test_a_cursor_is_an_epoch_and_an_offset() -> None:
    assert parse_cursor("k7f3-1042") == Cursor("k7f3", 1042)


@pytest.mark.parametrize("offset", [3, 7, 10])
def test_a_feed_can_be_followed_from_its_retained_events_and_its_ends(offset: int) -> None:
    check_cursor(Cursor("e", offset), "e", FeedBounds(pruned=3, head=10))


@pytest.mark.parametrize("cursor", [Cursor("e", 2), Cursor("e", 11), Cursor("f", 5)])
def test_an_old_future_or_foreign_cursor_is_expired_and_the_error_names_usable_ones(cursor: Cursor) -> None:
    with pytest.raises(CursorExpired) as expired:
        check_cursor(cursor, "e", FeedBounds(pruned=3, head=10))

    assert expired.value.members == {"earliest": "e-3", "latest": "e-10"}


def test_an_sse_frame_names_its_event_and_its_id() -> None:
    assert sse_frame("heartbeat", b"{}") == b"event: heartbeat\ndata: {}\n\n"
    assert sse_frame("x", b"{}", "e-1") == b"id: e-1\nevent: x\ndata: {}\n\n"


@pytest.mark.parametrize(
    ("length", "header"),
    [
        (125, b"\x81\x7d"),
        (126, b"\x81\x7e\x00\x7e"),
        (65535, b"\x81\x7e\xff\xff"),
        (65536, b"\x81\x7f" + b"\0" * 5 + b"\1\0\0"),
    ],
)
def test_a_frame_encodes_its_length_in_the_shortest_form(length: int, header: bytes) -> None:
    assert websocket_text_frame(b"x" * length) == header + b"x" * length


@pytest.mark.parametrize(
    ("activity", "expected_ms"),
    [
        (Activity("PROGRESS", "IN_PROGRESS", False, 1), 500),
        (Activity("PROGRESS", "IN_PROGRESS", False, 60), 2000),
        (Activity("SETTINGS", "IN_PROGRESS", False, 1), 2000),
        (Activity("PROGRESS", "IN_PROGRESS", False, 300), 5000),
        (Activity("RESULTS", "COMPLETED", False, 1), 5000),
        (Activity("PROGRESS", "ERROR", False, 1), 5000),
        (Activity("RESULTS", "COMPLETED", True, 1), None),
    ],
)
def test_the_interval_follows_status_step_and_idle_time(activity: Activity, expected_ms: int | None) -> None:
    assert next_poll_interval_ms(activity, POLLING, jitter=0.5) == expected_ms


@pytest.mark.parametrize(("jitter", "expected_ms"), [(0.0, 450), (1.0, 550)])
def test_the_interval_is_spread_by_ten_percent(jitter: float, expected_ms: int) -> None:
    assert next_poll_interval_ms(Activity("PROGRESS", "IN_PROGRESS", False, 0), POLLING, jitter) == expected_ms
