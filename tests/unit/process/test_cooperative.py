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
