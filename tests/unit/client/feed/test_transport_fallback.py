"""The fallback selects the most preferred transport that works, and retries the preferred one from time to time."""

import pytest

from wizard_service.client.feed.follow import FIRST_RETRY_S, MAX_RETRY_S, TransportFallback


class Clock:
    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fallback(clock: Clock) -> TransportFallback:
    return TransportFallback(4, clock)


def retry_delay_s(fallback: TransportFallback, clock: Clock) -> float:
    """Let the preferred transport fail and return the time until it is retried."""
    fallback.degrade()
    began_s = clock.now_s
    while fallback.choose():
        clock.now_s += 1
    return clock.now_s - began_s


def test_the_preferred_transport_is_kept_while_it_works(fallback: TransportFallback, clock: Clock) -> None:
    fallback.confirm()
    clock.now_s += 10 * FIRST_RETRY_S

    assert fallback.choose() == 0


def test_each_failure_moves_to_the_next_level_and_from_the_last_to_the_first(fallback: TransportFallback) -> None:
    levels = []
    for _ in range(5):
        fallback.degrade()
        levels.append(fallback.choose())

    assert levels == [1, 2, 3, 0, 1]


def test_another_transport_that_works_is_kept_until_the_preferred_one_is_retried(
    fallback: TransportFallback, clock: Clock
) -> None:
    fallback.degrade()
    fallback.confirm()

    clock.now_s += FIRST_RETRY_S - 1
    assert fallback.choose() == 1
    clock.now_s += 1
    assert fallback.choose() == 0


def test_retries_of_the_preferred_transport_become_rarer_while_it_fails(
    fallback: TransportFallback, clock: Clock
) -> None:
    waits_s = [retry_delay_s(fallback, clock) for _ in range(6)]

    assert waits_s == [60, 120, 240, 480, MAX_RETRY_S, MAX_RETRY_S]


def test_a_preferred_transport_that_works_again_is_retried_as_early_as_at_first(
    fallback: TransportFallback, clock: Clock
) -> None:
    retry_delay_s(fallback, clock)
    retry_delay_s(fallback, clock)
    fallback.confirm()

    assert retry_delay_s(fallback, clock) == FIRST_RETRY_S


def test_when_every_transport_fails_the_retry_is_not_delayed(fallback: TransportFallback, clock: Clock) -> None:
    for _ in range(40):
        fallback.degrade()

    assert retry_delay_s(fallback, clock) == FIRST_RETRY_S


def test_a_single_transport_is_kept() -> None:
    fallback = TransportFallback(1)

    fallback.degrade()

    assert fallback.choose() == 0
