"""The parser handles any stream of bytes as the HTML standard defines, wherever it is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard_service.client.feed.sse import Frame, SseParser

LINES = st.sampled_from(
    ["", "", "data: one", "data:two", "data", ": comment", "id: k7f3-1", "id", "id: a\0b", "event: x", "retry: 10"]
) | st.text(st.sampled_from("dat: Gr\u00fc\u65e5\U0001f642\u2028\u0085\v"), max_size=6).map(
    lambda text: f"data: {text}"
)
STREAMS = st.lists(st.tuples(LINES, st.sampled_from(["\n", "\r", "\r\n"])), max_size=20).map(
    lambda lines: "".join(line + end for line, end in lines).encode()
)


def parsed(*pieces: bytes) -> tuple[list[Frame], int | None]:
    parser = SseParser()
    return [frame for piece in pieces for frame in parser.feed(piece)], parser.retry_ms


@given(stream=STREAMS, cuts=st.lists(st.integers(0, 300), max_size=10))
def test_events_are_the_same_wherever_the_bytes_are_cut(stream: bytes, cuts: list[int]) -> None:
    offsets = sorted(min(cut, len(stream)) for cut in cuts)
    pieces = [stream[begin:end] for begin, end in zip([0, *offsets], [*offsets, len(stream)], strict=True)]

    assert parsed(*pieces) == parsed(stream)


@given(stream=STREAMS)
def test_events_are_the_same_byte_by_byte(stream: bytes) -> None:
    assert parsed(*(bytes([byte]) for byte in stream)) == parsed(stream)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_lines_end_by_lf_cr_or_both(end: str) -> None:
    stream = end.join(["id: k7f3-1", "event: log_appended", "data: {}", "", "data: 2", "", ""]).encode()

    assert parsed(stream)[0] == [Frame("log_appended", "{}", "k7f3-1"), Frame("message", "2", "k7f3-1")]


@pytest.mark.parametrize(
    ("stream", "data"),
    [
        (b"data\n\ndata\ndata\n\ndata:", ["", "\n"]),
        (b"data:test\n\ndata: test\n\n", ["test", "test"]),
        (b"data: YHOO\ndata: +2\ndata: 10\n\n", ["YHOO\n+2\n10"]),
        (b": comment\n\nevent: x\n\ndata: only this\n\n", ["only this"]),
        (b"data: never dispatched", []),
        (b"\xef\xbb\xbfdata: after a mark\n\n", ["after a mark"]),
        (b"\xef\xbb\xbf\xef\xbb\xbfdata: a mark too many\n\n", []),
        ("data: a\u2028b\u0085c\vd\n\n".encode(), ["a\u2028b\u0085c\vd"]),
        (b"data: \xff\n\n", ["\ufffd"]),
        (b"unknown: x\ndata:  two spaces\n\n", [" two spaces"]),
    ],
)
def test_the_example_streams_of_the_standard_are_parsed_as_specified(stream: bytes, data: list[str]) -> None:
    assert [frame.data for frame in parsed(stream)[0]] == data


@pytest.mark.parametrize(
    ("lines", "event_id"),
    [(b"id: 1\n", "1"), (b"id: 1\n\nid\n", ""), (b"id: 1\nid: 2\0\n", "1"), (b"id: 1\n\n", "1")],
)
def test_the_last_id_stays_until_another_is_set(lines: bytes, event_id: str) -> None:
    assert parsed(lines + b"data\n\n")[0] == [Frame("message", "", event_id)]


@pytest.mark.parametrize(
    ("lines", "retry_ms"), [(b"", None), (b"retry: 10\n", 10), (b"retry: 10\nretry: 2s\n", 10), (b"retry:\n", None)]
)
def test_retry_is_taken_only_from_digits(lines: bytes, retry_ms: int | None) -> None:
    assert parsed(lines)[1] == retry_ms
