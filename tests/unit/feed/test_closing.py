"""Streams of a stopping process end spread over time, and each session keeps its deadlines."""

import time

import pytest

from wizard_service.feed import closing
from wizard_service.feed.closing import SessionTimer, Shutdown


class Clock:
    """A monotonic clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(closing.time, "monotonic", made)
    return made


def test_no_stream_must_end_before_the_shutdown() -> None:
    assert not Shutdown().has_reached(0.0)


@pytest.mark.parametrize(
    ("open_streams", "within_s", "last_s"), [(200, 16.0, 2.0), (1600, 16.0, 16.0), (5000, 16.0, 16.0), (10, 0.0, 0.0)]
)
def test_the_last_stream_ends_in_time_and_sooner_when_few_are_open(
    clock: Clock, open_streams: int, within_s: float, last_s: float
) -> None:
    shutdown = Shutdown()

    shutdown.begin(open_streams, within_s)
    ends = []
    for clock.now in (1000.0 + last_s - 0.01, 1000.0 + last_s):
        ends.append(shutdown.has_reached(1.0))

    assert ends == [False, True]
    assert shutdown.has_reached(0.0)


def test_streams_end_in_the_order_of_their_positions(clock: Clock) -> None:
    shutdown = Shutdown()
    shutdown.begin(open_streams=1000, within_s=10.0)

    clock.now += 5.0

    assert [shutdown.has_reached(position) for position in (0.0, 0.5, 0.51, 1.0)] == [True, True, False, False]


def test_a_heartbeat_is_due_once_per_interval(clock: Clock) -> None:
    timer = SessionTimer(heartbeat_s=15.0, lifetime_s=None)

    due = []
    for seconds in (14.9, 0.1, 0.0, 15.0):
        clock.now += seconds
        due.append(timer.take_heartbeat())

    assert due == [False, True, False, True]


@pytest.mark.parametrize(
    ("lifetime_s", "expires_in_s", "wait_s"),
    [(None, 3600.0, 15.0), (10.0, 3600.0, 10.0), (None, -1.0, 0.0)],
    ids=["heartbeat", "lifetime", "expired token"],
)
def test_a_session_waits_until_its_next_deadline(
    clock: Clock, lifetime_s: float | None, expires_in_s: float, wait_s: float
) -> None:
    timer = SessionTimer(heartbeat_s=15.0, lifetime_s=lifetime_s)

    assert timer.wait_s(time.time() + expires_in_s) == wait_s


def test_a_session_is_over_at_the_end_of_its_lifetime(clock: Clock) -> None:
    timer = SessionTimer(heartbeat_s=15.0, lifetime_s=10.0)

    over = []
    for seconds in (9.9, 0.2):
        clock.now += seconds
        over.append(timer.is_over)

    assert over == [False, True]
