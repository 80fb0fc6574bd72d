"""Native threads and deadlines, in programs with and without gevent's patches."""

import json
import subprocess
import sys
import threading

import pytest

from tests.support.paths import PROGRAMS, ROOT
from wizard_service.process.threads import deadline, is_patched, single_thread_executor

PROGRAM = PROGRAMS / "process" / "patched_threads.py"


def test_under_gevent_one_native_thread_runs_calls_and_greenlets_run_meanwhile_and_deadlines_interrupt() -> None:
    finished = subprocess.run(
        [sys.executable, str(PROGRAM)], env={"PYTHONPATH": str(ROOT)}, check=True, capture_output=True
    )

    assert json.loads(finished.stdout) == [True, True, True, True]


def test_without_gevent_one_daemon_thread_runs_all_calls_in_order() -> None:
    executor, calls = single_thread_executor(), list[int]()

    threads = [executor.submit(threading.current_thread) for _ in range(2)]
    for number in range(3):
        executor.submit(calls.append, number)
    executor.shutdown()

    first, second = (future.result() for future in threads)
    assert first is second
    assert first.daemon
    assert first is not threading.current_thread()
    assert calls == [0, 1, 2]


def test_an_exception_of_a_call_is_raised_where_its_result_is_read() -> None:
    executor = single_thread_executor()

    future = executor.submit(int, "none")

    with pytest.raises(ValueError, match="none"):
        future.result()
    executor.shutdown()


def test_without_gevent_there_is_no_deadline() -> None:
    with deadline(0.0):
        assert not is_patched()
