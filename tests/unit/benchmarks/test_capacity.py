"""The model of capacity: the parts of a load add up, and the largest load keeps a worker as busy as allowed."""

from dataclasses import replace

import pytest

from benchmarks.capacity.model import MOST_BUSY, Costs, Load, demand, deviation, largest_factor

COSTS = Costs(
    idle_us=10_000,
    poll_us=200,
    report_us=1_000,
    stream_delivery_us=10,
    socket_delivery_us=20,
    base_kb=60_000,
    stream_kb=8,
    socket_kb=40,
    report_bytes=1_000,
)
LOAD = Load(polls_per_s=100, reports_per_s=10, streams=100, sockets=50, followed_per_s=5)


def test_the_costs_of_all_parts_add_up() -> None:
    needed = demand(COSTS, LOAD, 1)

    assert needed.processors == pytest.approx(0.010 + 0.020 + 0.010 + 0.005 + 0.005)
    assert needed.memory_kb == 60_000 + 800 + 2_000
    assert needed.disk_bytes_per_day == 10 * 1_000 * 86_400


@pytest.mark.parametrize("workers", [1, 3, 3_000])
def test_the_largest_load_keeps_the_workers_as_busy_as_allowed(workers: int) -> None:
    most = LOAD.times(largest_factor(COSTS, LOAD, workers))

    assert demand(COSTS, most, workers).processors == pytest.approx(workers * MOST_BUSY, rel=0.01)


def test_a_load_of_more_clients_does_not_change_what_each_receives() -> None:
    assert LOAD.times(2) == replace(LOAD, polls_per_s=200, reports_per_s=20, streams=200, sockets=100)


def test_a_deviation_is_a_share_of_the_measured_value() -> None:
    assert (deviation(8, 10), deviation(12, 10)) == (pytest.approx(0.2), pytest.approx(0.2))
