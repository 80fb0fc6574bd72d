"""The examples of docs/python.md run as they stand, one after the other, against a running service."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from live_people import Person
from live_server import ROOT

pytestmark = pytest.mark.live
DOCUMENT = ROOT / "docs" / "python.md"


def test_examples_run_as_they_stand(owner: Person, tmp_path: Path) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", DOCUMENT.read_text(), re.DOTALL | re.MULTILINE)
    program = tmp_path / "document.py"
    program.write_text("\n".join(blocks))

    environment = {"PYTHONPATH": str(ROOT), "WIZARD_URL": owner.server.url, "WIZARD_TOKEN": owner.token}
    done = subprocess.run(
        [sys.executable, "-W", "error", str(program)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert "COMPLETED RESULTS" in done.stdout
    assert len(blocks) > 5
