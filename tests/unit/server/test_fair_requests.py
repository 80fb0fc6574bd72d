"""The requests of a user wait for each other, and those of the others take their turn in between."""

import json
import subprocess
import sys
from pathlib import Path

from tests.support.paths import PROGRAMS, ROOT
from wizard_service.store.sqlite.migrations import migrate


def test_thirty_costly_requests_of_a_user_delay_neither_another_user_nor_a_health_check(tmp_path: Path) -> None:
    database = tmp_path / "wizard.db"
    migrate(database)
    command = [sys.executable, str(PROGRAMS / "server" / "fair_requests.py"), str(database)]
    finished = subprocess.run(command, env={"PYTHONPATH": str(ROOT)}, check=True, capture_output=True)

    answered = json.loads(finished.stdout)

    assert len(answered) == 32
    # They were sent last. Two requests may run before anything waits, and then the users alternate.
    assert max(answered.index("one"), answered.index("probe")) <= 5
