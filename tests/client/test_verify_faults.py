"""Each kind of fault is found, named, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard_service.tools.verify.faults import Fault, Told, find_faults, find_write_faults


def telling(*numbers: int, by: str = "sse") -> list[Told]:
    return [Told(f"k7f3-{n}", n, by) for n in numbers]


FEED = telling(1, 2, 3, 5, 8, by="poll")


def test_what_was_told_once_and_in_order_has_no_fault() -> None:
    assert find_faults(FEED, telling(1, 2, 3, 5, 8)) == []


@pytest.mark.parametrize(
    ("numbers", "kind", "named"),
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
def test_each_fault_is_found_and_named_and_nothing_else(numbers: tuple[int, ...], kind: str, named: list[str]) -> None:
    faults = find_faults(FEED, telling(*numbers))

    assert [fault.event_id for fault in faults] == named
    assert {fault.kind for fault in faults} == {kind}


def test_an_event_told_with_another_content_is_altered() -> None:
    told = [*telling(1, 2), Told("k7f3-3", 99, "sse"), *telling(5, 8)]

    assert find_faults(FEED, told) == [Fault("altered", "k7f3-3", "sse")]


def test_a_lost_event_is_blamed_on_who_went_on_after_it() -> None:
    told = [*telling(1, by="poll"), *telling(3, by="websocket"), *telling(5)]

    assert find_faults(FEED, told) == [Fault("lost", "k7f3-2", "websocket"), Fault("lost", "k7f3-8", "the end")]


@given(st.permutations(FEED), st.integers(0, 4), st.integers(0, 4))
def test_whatever_is_not_the_feed_has_a_fault(told: list[Told], dropped: int, again: int) -> None:
    assert bool(find_faults(FEED, told)) == (told != FEED)
    assert "lost" in {fault.kind for fault in find_faults(FEED, told[:dropped] + told[dropped + 1 :])}
    assert "repeated" in {fault.kind for fault in find_faults(FEED, [*told, told[again]])}


def test_writes_that_are_stored_as_acknowledged_have_no_fault() -> None:
    stored = {"k7f3-1": "first", "k7f3-2": "second", "k7f3-3": "stored, but its answer was lost"}

    assert find_write_faults({"k7f3-1": "first", "k7f3-2": "second"}, stored) == []


def test_an_acknowledged_write_that_is_not_stored_is_lost() -> None:
    acknowledged = {"k7f3-1": "first", "k7f3-2": "second", "k7f3-3": "third"}

    faults = find_write_faults(acknowledged, {"k7f3-1": "first", "k7f3-3": "another's"})

    assert faults == [Fault("lost", "k7f3-2", "write"), Fault("lost", "k7f3-3", "write")]


def test_a_retry_that_was_stored_again_is_repeated() -> None:
    assert find_write_faults({"k7f3-1": "first"}, {"k7f3-1": "first", "k7f3-2": "first"}) == [
        Fault("repeated", "k7f3-2", "write")
    ]
