"""Each kind of fault is found and named, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard_service.tools.verify.faults import Fault, Received, find_faults, find_write_faults


def received(*offsets: int, transport: str = "sse") -> list[Received]:
    return [Received(f"k7f3-{offset}", offset, transport) for offset in offsets]


FEED = received(1, 2, 3, 5, 8, transport="poll")


def test_events_received_once_and_in_order_have_no_fault() -> None:
    assert find_faults(FEED, received(1, 2, 3, 5, 8)) == []


@pytest.mark.parametrize(
    ("offsets", "kind", "named"),
    [
        ((1, 2, 5, 8), "lost", ["k7f3-3"]),
        ((2, 3, 5), "lost", ["k7f3-1", "k7f3-8"]),
        ((), "lost", ["k7f3-1", "k7f3-2", "k7f3-3", "k7f3-5", "k7f3-8"]),
        ((1, 2, 2, 3, 5, 8), "repeated", ["k7f3-2"]),
        ((1, 2, 3, 5, 8, 1, 2), "repeated", ["k7f3-1", "k7f3-2"]),
        ((1, 3, 2, 5, 8), "misordered", ["k7f3-2"]),
        ((8, 1, 2, 3, 5), "misordered", ["k7f3-1", "k7f3-2", "k7f3-3", "k7f3-5"]),
        ((1, 2, 3, 4, 5, 8), "unexpected", ["k7f3-4"]),
    ],
)
def test_each_fault_is_found_and_named_and_nothing_else(offsets: tuple[int, ...], kind: str, named: list[str]) -> None:
    faults = find_faults(FEED, received(*offsets))

    assert [fault.event_id for fault in faults] == named
    assert {fault.kind for fault in faults} == {kind}


def test_an_event_received_with_another_content_is_altered() -> None:
    events = [*received(1, 2), Received("k7f3-3", 99, "sse"), *received(5, 8)]

    assert find_faults(FEED, events) == [Fault("altered", "k7f3-3", "sse")]


def test_a_lost_event_is_attributed_to_the_transport_of_the_next_event() -> None:
    events = [*received(1, transport="poll"), *received(3, transport="websocket"), *received(5)]

    assert find_faults(FEED, events) == [Fault("lost", "k7f3-2", "websocket"), Fault("lost", "k7f3-8", "the end")]


@given(st.permutations(FEED), st.integers(0, 4), st.integers(0, 4))
def test_any_other_sequence_than_the_feed_has_a_fault(events: list[Received], dropped: int, again: int) -> None:
    assert bool(find_faults(FEED, events)) == (events != FEED)
    assert "lost" in {fault.kind for fault in find_faults(FEED, events[:dropped] + events[dropped + 1 :])}
    assert "repeated" in {fault.kind for fault in find_faults(FEED, [*events, events[again]])}


def test_writes_that_are_stored_as_acknowledged_have_no_fault() -> None:
    stored = {"k7f3-1": "first", "k7f3-2": "second", "k7f3-3": "stored, but its response was lost"}

    assert find_write_faults({"k7f3-1": "first", "k7f3-2": "second"}, stored) == []


def test_an_acknowledged_write_that_is_not_stored_is_lost() -> None:
    acknowledged = {"k7f3-1": "first", "k7f3-2": "second", "k7f3-3": "third"}

    faults = find_write_faults(acknowledged, {"k7f3-1": "first", "k7f3-3": "another's"})

    assert faults == [Fault("lost", "k7f3-2", "write"), Fault("lost", "k7f3-3", "write")]


def test_a_retry_that_was_stored_again_is_repeated() -> None:
    assert find_write_faults({"k7f3-1": "first"}, {"k7f3-1": "first", "k7f3-2": "first"}) == [
        Fault("repeated", "k7f3-2", "write")
    ]
