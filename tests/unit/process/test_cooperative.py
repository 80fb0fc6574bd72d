"""Greenlets that are ready together leave the hub time for its timers and sockets."""

import json
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from tests.support.paths import PROGRAMS, ROOT
from wizard_service.process.cooperative import time_to_meet

PROGRAM = PROGRAMS / "process" / "ready_greenlets.py"


def test_only_a_few_of_a_hundred_greenlets_that_wake_together_run_between_two_timer_ticks() -> None:
    finished = subprocess.run(
        [sys.executable, str(PROGRAM)], env={"PYTHONPATH": str(ROOT)}, check=True, capture_output=True
    )

    most_between_ticks, ran = json.loads(finished.stdout)

    # Each is busy for 2 ms, and the first that finds 10 ms used up lets the hub go on.
    assert (most_between_ticks <= 7, ran) == (True, 100)


def test_a_flow_takes_its_turn_before_the_rest_of_a_flow_with_many_greenlets() -> None:
    program = PROGRAMS / "process" / "fair_flows.py"
    finished = subprocess.run(
        [sys.executable, str(program)], env={"PYTHONPATH": str(ROOT)}, check=True, capture_output=True
    )

    ran = json.loads(finished.stdout)

    # The first two pass before anything waits. The two of the others that the program kills delay nothing.
    assert (ran.index("one") <= 3, ran.count("many")) == (True, 28)


def test_a_greenlet_yields_before_its_next_request_unless_it_has_waited_for_it() -> None:
    program = PROGRAMS / "process" / "entered_flows.py"
    finished = subprocess.run(
        [sys.executable, str(program)], env={"PYTHONPATH": str(ROOT)}, check=True, capture_output=True
    )

    without_waiting, after_waiting = json.loads(finished.stdout)

    # Without yielding, all four entries of the first would precede those of the second.
    assert without_waiting.index("second") < 4
    assert after_waiting == ["waiting", "ready"]


@given(st.floats(0, 1e6), st.floats(0.0, 0.999), st.integers(1, 1 << 22))
def test_greenlets_that_come_within_an_interval_go_on_at_one_of_two_moments(
    now_s: float, later_s: float, process_id: int
) -> None:
    first, second = (moment + time_to_meet(moment, 1.0, process_id) for moment in (now_s, now_s + later_s))

    assert now_s < first <= now_s + 1.0
    assert min(abs(second - first), abs(second - first - 1.0)) < 1e-6
