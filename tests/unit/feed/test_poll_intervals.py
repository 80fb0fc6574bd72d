"""Recommended intervals follow recent activity and the load of the host: pure functions and measured figures."""

from collections.abc import Iterator

import pytest

from wizard_service.config import PollingSettings
from wizard_service.feed import poll_intervals
from wizard_service.feed.limits.load import FULL_LAG_S, Load, LoadMeter, clear_slot
from wizard_service.feed.limits.stream_quota import StreamQuota
from wizard_service.feed.poll_intervals import Activity, Intervals, RecentActivity, intervals, next_poll_interval_ms
from wizard_service.process.shared_memory import own_slot

POLLING = PollingSettings()


@pytest.fixture
def meter() -> Iterator[LoadMeter]:
    yield LoadMeter(per_worker=10)
    clear_slot(own_slot())


@pytest.mark.parametrize(
    ("idle_s", "events_per_min", "expected_ms"),
    [(29, 0, 500), (31, 0, 2000), (31, 5, 2000), (31, 6, 500), (59, 60, 500), (61, 60, 2000), (300, 60, 5000)],
)
def test_a_busy_investigation_may_pause_longer_before_it_counts_as_quiet(
    idle_s: float, events_per_min: float, expected_ms: int
) -> None:
    activity = Activity("PROGRESS", "IN_PROGRESS", False, idle_s, events_per_min)

    assert next_poll_interval_ms(activity, POLLING, jitter=0.5) == expected_ms


@pytest.mark.parametrize(("interval_factor", "expected_ms"), [(1, 5000), (2, 10_000), (4, 20_000), (8, 30_000)])
@pytest.mark.parametrize("jitter", [0.5, 1.0])
def test_under_load_the_intervals_are_longer_but_never_beyond_the_maximum(
    interval_factor: int, expected_ms: int, jitter: float
) -> None:
    interval_ms = next_poll_interval_ms(Activity("SETTINGS", "ERROR", False, 1), POLLING, jitter, interval_factor)

    assert interval_ms == min(30_000, round(expected_ms * (0.9 + 0.2 * jitter)))
    assert intervals(POLLING, interval_factor).slow_ms == expected_ms


def test_without_load_the_intervals_are_those_configured() -> None:
    assert intervals(POLLING, 1) == Intervals(500, 2000, 5000)


def test_activity_decays_over_a_minute_per_investigation() -> None:
    now = [0.0]
    activity = RecentActivity(clock=lambda: now[0])
    for _ in range(10):
        activity.record("a")
    activity.record("b")

    decayed = []
    for now[0] in (0.0, 60.0, 600.0):
        decayed.append(round(activity.events_per_min("a"), 1))

    assert decayed == [10.0, 3.7, 0.0]
    now[0] = 0.0
    assert (activity.events_per_min("b"), activity.events_per_min("unknown")) == (1.0, 0.0)


def test_only_the_most_recently_active_investigations_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poll_intervals, "MAX_COUNTED", 2)
    activity = RecentActivity(clock=lambda: 0.0)

    for name in ("a", "b", "a", "c"):
        activity.record(name)

    assert [activity.events_per_min(name) for name in ("a", "b", "c")] == [2.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("connections", "work_share", "percentage", "interval_factor"),
    [(0, 0.0, 0, 1), (69, 0.0, 69, 1), (70, 0.0, 70, 2), (0, 0.9, 90, 4), (96, 0.1, 96, 8), (200, 1.0, 100, 8)],
)
def test_load_is_the_larger_of_streams_and_work(
    connections: int, work_share: float, percentage: int, interval_factor: int
) -> None:
    load = Load(connections, 100, work_share)

    assert (load.percentage, load.interval_factor) == (percentage, interval_factor)


def test_a_busy_processor_is_load_until_it_is_idle_again(meter: LoadMeter) -> None:
    for _ in range(100):
        meter.sample(elapsed_s=0.25, processor_s=0.24, lag_s=0.0)
    assert meter.load().percentage == 96
    assert meter.interval_factor() == 8

    for _ in range(100):
        meter.sample(elapsed_s=0.25, processor_s=0.0, lag_s=0.0)

    assert meter.load().percentage == 0


def test_timers_that_fire_late_are_load(meter: LoadMeter) -> None:
    for _ in range(100):
        meter.sample(elapsed_s=0.25, processor_s=0.0, lag_s=FULL_LAG_S * 0.8)

    assert meter.load().percentage == 80


def test_one_late_timer_is_not_load(meter: LoadMeter) -> None:
    meter.sample(elapsed_s=0.75, processor_s=0.0, lag_s=FULL_LAG_S)

    assert meter.load().interval_factor == 1


def test_open_streams_are_load_relative_to_their_maximum(meter: LoadMeter) -> None:
    before = meter.load().connections

    with StreamQuota(per_user=5, per_worker=10).acquire("u1"):
        assert meter.load() == Load(before + 1, 10, 0.0)
