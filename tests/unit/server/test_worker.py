"""The worker class relies on `patch`, `handle_exit`, `alive` and `age` of gunicorn's worker."""

import json
import logging
import os
from contextlib import closing
from pathlib import Path

import gevent
import pytest
from gunicorn.config import Config

from tests.support.paths import PROGRAMS
from tests.support.python_programs import output_of, run_python
from wizard_service.server.worker import Worker

DEADLINE_S = 30

GUNICORN = ("-m", "gunicorn", "-c", "python:wizard_service.gunicorn_conf", "--bind", "127.0.0.1:0", "--workers", "1")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--preload",), "was imported before gevent patched this worker; do not use preload_app."),
        (("--worker-class", "gthread"), "The worker class must be wizard_service.server.worker.Worker"),
    ],
    ids=["preloaded application", "worker class without gevent"],
)
def test_a_worker_that_would_run_unpatched_refuses_to_start(
    options: tuple[str, ...], reason: str, database_file: Path, tmp_path: Path
) -> None:
    finished = run_python(*GUNICORN, *options, cwd=tmp_path, DATABASE_URL=f"sqlite:///{database_file}")

    assert finished.returncode != 0
    assert reason in finished.stderr


def test_a_worker_that_is_replaced_serves_until_its_successor_is_ready(tmp_path: Path) -> None:
    assert json.loads(output_of(str(PROGRAMS / "server" / "exit_in_reload.py"), cwd=tmp_path)) == [True, False]


def test_a_worker_without_a_master_closes_connections_that_wait_for_a_request() -> None:
    worker = Worker(1, os.getppid(), [], None, 30, Config(), logging.getLogger("tests.gunicorn"))
    with closing(worker.tmp):
        waiting = gevent.spawn(wait_for_request, worker)
        gevent.idle()

        worker.end_idle_connections()

        with gevent.Timeout(DEADLINE_S):
            assert waiting.get() == "ended"


def wait_for_request(worker: Worker) -> str:
    with worker.timeout_ctx():
        gevent.sleep(2 * DEADLINE_S)
    return "ended"
