"""Workers count in memory that they share: what does not fit is dropped, and what one has counted survives it."""

import json

import pytest

from tests.support.paths import PROGRAMS
from tests.support.python_programs import output_of
from wizard_service.process.shared_series import SERIES_PER_SLOT, SharedSeries, clear_slot, numbers_of_all_workers

DELIVERED = 'wizard_events_delivered_total{transport="sse"}'


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the metrics with two workers, after the first has exited, and with its successor."""
    folder = tmp_path_factory.mktemp("counting")
    texts: list[str] = json.loads(output_of(str(PROGRAMS / "process" / "count_as_worker.py"), cwd=folder))
    return texts


def test_counts_of_all_workers_are_added_up_and_stay_when_one_exits(shown: list[str]) -> None:
    both, one, successor = shown

    for text, count in [(both, 2), (one, 2), (successor, 3)]:
        assert f"{DELIVERED} {count}.0\n" in text
        assert f"wizard_commit_group_size_count {count}.0\n" in text
        assert f"wizard_commit_group_size_sum {3 * count}.0\n" in text
        assert f'wizard_commit_group_size_bucket{{le="4.0"}} {count}.0\n' in text
        assert 'wizard_commit_group_size_bucket{le="2.0"} 0.0\n' in text


def test_the_lag_is_that_of_the_slowest_worker_that_has_not_exited(shown: list[str]) -> None:
    assert ["wizard_feed_tail_lag 4.0\n" in shown[0], "wizard_feed_tail_lag 2.0\n" in shown[1]] == [True, True]
    assert "wizard_feed_tail_position 7.0\n" in shown[2]


def test_series_that_do_not_fit_count_on_without_being_shown() -> None:
    fitting = [SharedSeries(b"series %d" % number, ends_with_worker=False) for number in range(SERIES_PER_SLOT)]
    excess = [SharedSeries(b"one too many", ends_with_worker=False), SharedSeries(b"x" * 256, ends_with_worker=True)]

    for series in [fitting[-1], *excess]:
        series.add(2)
    clear_slot(0)

    assert [series.get() for series in excess] == [2, 2]
    numbers = {name: number for _, name, number in numbers_of_all_workers()}
    assert len(numbers) == SERIES_PER_SLOT
    assert numbers[b"series %d" % (SERIES_PER_SLOT - 1)] == 2
