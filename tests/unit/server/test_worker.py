"""The worker class relies on `patch`, `handle_exit`, `alive` and `age` of gunicorn's worker."""

import gc
import json
import logging
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import gevent
import pytest
from gevent import events
from gevent.event import Event
from gevent.monkey import _util
from gunicorn.config import Config

from tests.support.paths import PROGRAMS
from tests.support.python_programs import output_of, run_python
from wizard_service.server.worker import Worker

DEADLINE_S = 30

GUNICORN = ("-m", "gunicorn", "-c", "python:wizard_service.gunicorn_conf", "--bind", "127.0.0.1:0", "--workers", "1")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--preload",), "was imported before gevent patched the process; do not use preload_app."),
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


class Application:
    """Has the part of gunicorn's application that loads the service."""

    def wsgi(self) -> bool:
        """Return whether Python collects garbage meanwhile."""
        return gc.isenabled()


def test_a_worker_collects_garbage_again_as_soon_as_the_application_is_loaded() -> None:
    loading = Worker(1, os.getppid(), [], Application(), 30, Config(), logging.getLogger("tests.gunicorn"))
    with closing(loading.tmp):
        loading.load_wsgi()
    gc.unfreeze()

    assert (loading.wsgi, gc.isenabled()) == (False, True)


def test_gevent_publishes_what_it_patches_by_the_function_that_the_worker_replaces() -> None:
    assert "notify_and_call_entry_points" in _util._notify_patch.__code__.co_names
    assert events.notify_and_call_entry_points is events.notify


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker(1, os.getppid(), [], None, 30, Config(), logging.getLogger("tests.gunicorn"))
    with closing(made.tmp):
        yield made


def test_a_worker_without_a_master_closes_connections_that_wait_for_a_request(worker: Worker) -> None:
    waiting = gevent.spawn(wait_for_request, worker, Event())
    gevent.idle()

    worker.end_idle_connections()

    with gevent.Timeout(DEADLINE_S):
        assert waiting.get() == "closed"


def test_a_worker_without_a_master_answers_a_request_that_has_arrived_when_it_closes_connections(
    worker: Worker,
) -> None:
    arrival = Event()
    waiting = gevent.spawn(wait_for_request, worker, arrival)
    gevent.idle()

    arrival.set()
    worker.end_idle_connections()

    with gevent.Timeout(DEADLINE_S):
        assert waiting.get() == "answered"


def wait_for_request(worker: Worker, arrival: Event) -> str:
    """Return how gunicorn ends a connection: it waits for a request, and answers one, which yields to others."""
    with worker.timeout_ctx():
        arrival.wait(2 * DEADLINE_S)
    if not arrival.is_set():
        return "closed"
    gevent.idle()
    return "answered"
