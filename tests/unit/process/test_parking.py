"""`Parking` starts the work of a parked connection once, and relies on the loop of gevent for it."""

from collections.abc import Callable

import gevent
import gevent.event
import pytest

from wizard_service.process.parking import Parking

DEADLINE_S = 30
LONG_S = 3600.0


@pytest.fixture
def parking() -> Parking:
    return Parking()


def runs_of(parking: Parking, seconds: float, wake: Callable[[], None]) -> int:
    """Park, call `wake`, and return how often the work ran."""
    runs: list[int] = []
    done = gevent.event.Event()

    def work() -> None:
        runs.append(1)
        done.set()

    parking.park(work, seconds)
    wake()
    with gevent.Timeout(DEADLINE_S):
        done.wait()
    gevent.idle()
    return len(runs)


def test_setting_it_twice_starts_the_work_once(parking: Parking) -> None:
    def wake() -> None:
        parking.set()
        parking.set()

    assert runs_of(parking, LONG_S, wake) == 1


def test_the_end_of_the_time_starts_the_work(parking: Parking) -> None:
    assert runs_of(parking, 0.001, lambda: None) == 1


def test_work_is_not_lost_when_it_was_set_before_it_is_parked(parking: Parking) -> None:
    parking.set()

    assert runs_of(parking, LONG_S, lambda: None) == 1


def test_a_native_thread_may_set_it(parking: Parking) -> None:
    assert runs_of(parking, LONG_S, lambda: gevent.get_hub().threadpool.apply(parking.set)) == 1


def test_it_is_set_until_it_is_cleared(parking: Parking) -> None:
    assert not parking.wait(0)

    parking.set()
    assert parking.wait(LONG_S)

    parking.clear()
    assert not parking.is_set()
