"""The best transport that works is used, and the best is tried again from time to time."""

import pytest

from wizard_service.client.feed.follow import FIRST_CLIMB_S, LONGEST_CLIMB_S, TransportFallback


class Clock:
    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ladder(clock: Clock) -> TransportFallback:
    return TransportFallback(4, clock)


def climb_s(ladder: TransportFallback, clock: Clock) -> float:
    """Let the best fail and return after what time it is tried again."""
    ladder.degrade()
    began_s = clock.now_s
    while ladder.choose():
        clock.now_s += 1
    return clock.now_s - began_s


def test_the_best_is_kept_while_it_works(ladder: TransportFallback, clock: Clock) -> None:
    ladder.hold()
    clock.now_s += 10 * FIRST_CLIMB_S

    assert ladder.choose() == 0


def test_each_failure_leads_to_the_next_and_from_the_last_to_the_best(ladder: TransportFallback) -> None:
    rungs = []
    for _ in range(5):
        ladder.degrade()
        rungs.append(ladder.choose())

    assert rungs == [1, 2, 3, 0, 1]


def test_a_lesser_one_that_works_is_kept_only_for_a_while(ladder: TransportFallback, clock: Clock) -> None:
    ladder.degrade()
    ladder.hold()

    clock.now_s += FIRST_CLIMB_S - 1
    assert ladder.choose() == 1
    clock.now_s += 1
    assert ladder.choose() == 0


def test_the_best_is_tried_ever_more_rarely_while_it_fails(ladder: TransportFallback, clock: Clock) -> None:
    waits_s = [climb_s(ladder, clock) for _ in range(6)]

    assert waits_s == [60, 120, 240, 480, LONGEST_CLIMB_S, LONGEST_CLIMB_S]


def test_once_the_best_has_worked_again_it_is_tried_as_early_as_at_first(
    ladder: TransportFallback, clock: Clock
) -> None:
    climb_s(ladder, clock)
    climb_s(ladder, clock)
    ladder.hold()

    assert climb_s(ladder, clock) == FIRST_CLIMB_S


def test_where_nothing_works_it_does_not_count_against_the_best(ladder: TransportFallback, clock: Clock) -> None:
    for _ in range(40):
        ladder.degrade()

    assert climb_s(ladder, clock) == FIRST_CLIMB_S


def test_the_only_one_is_kept() -> None:
    ladder = TransportFallback(1)

    ladder.degrade()

    assert ladder.choose() == 0
