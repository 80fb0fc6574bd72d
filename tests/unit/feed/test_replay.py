"""A replay reads a feed in parts, and other greenlets run after each of them."""

import json
import subprocess
import sys
from pathlib import Path

from tests.support.paths import PROGRAMS, ROOT


def test_other_greenlets_run_after_each_part_of_a_replay_that_waits_for_nothing(database_file: Path) -> None:
    finished = subprocess.run(
        [sys.executable, str(PROGRAMS / "feed" / "replay_alone.py"), str(database_file)],
        env={"PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
    )

    parts, iterations = json.loads(finished.stdout)

    assert parts >= 4
    # The other greenlet runs once before the first part as well.
    assert iterations > parts
