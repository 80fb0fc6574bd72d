"""Greenlets that are ready together leave the hub time for its timers and sockets."""

import json
import subprocess
import sys

from tests.support.paths import PROGRAMS, ROOT

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
