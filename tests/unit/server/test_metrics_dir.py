"""The metrics of all workers are counted in files of prometheus-client, whose names the master relies on."""

import os
from pathlib import Path

import pytest

from tests.support.paths import PROGRAMS
from tests.support.python_programs import output_of
from wizard_service.server import metrics_dir


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return metrics_dir.create(str(tmp_path))


def run(program: str, folder: Path) -> str:
    return output_of(str(PROGRAMS / "server" / program), cwd=folder, PROMETHEUS_MULTIPROC_DIR=str(folder))


def test_counters_of_an_exited_worker_stay_and_its_gauges_go(folder: Path) -> None:
    first, second = (int(run("count_deliveries.py", folder)) for _ in range(2))

    metrics_dir.forget_worker(folder, first)
    shown = run("show_metrics.py", folder)

    assert 'wizard_events_delivered_total{transport="sse"} 2.0' in shown
    assert [file.name for file in folder.glob(f"gauge*_{first}.db")] == []
    assert len(list(folder.glob(f"gauge_livemin_{second}.db"))) == 1


def test_the_lag_is_that_of_the_slowest_worker_that_lives(folder: Path) -> None:
    worker = int(run("count_deliveries.py", folder))

    assert "wizard_feed_tail_lag 2.0" in run("show_metrics.py", folder)
    metrics_dir.forget_worker(folder, worker)
    assert "wizard_feed_tail_lag 0.0" in run("show_metrics.py", folder)


def test_folders_of_killed_masters_are_removed_and_those_of_running_ones_kept(tmp_path: Path) -> None:
    killed, running = (tmp_path / f"wizard-metrics-{pid}-x" for pid in (2**22 + 1, os.getpid()))
    killed.mkdir()
    running.mkdir()

    created = metrics_dir.create(str(tmp_path))

    assert {*tmp_path.iterdir()} == {running, created}
