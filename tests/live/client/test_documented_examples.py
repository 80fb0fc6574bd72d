"""The examples of docs/python.md and of the README run unchanged against a running service."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.live.users import Person
from tests.support.paths import ROOT, WITHOUT_EXTRAS

pytestmark = pytest.mark.live
README_URL = "http://127.0.0.1:8000"


def blocks_of(document: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", document.read_text(), re.DOTALL | re.MULTILINE)


def printed_by(program: Path, text: str, **environment: str) -> str:
    program.write_text(text)
    done = subprocess.run(
        [sys.executable, "-W", "error", str(program)],
        env={"PYTHONPATH": WITHOUT_EXTRAS} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def test_the_examples_run_unchanged_one_after_the_other(owner: Person, tmp_path: Path) -> None:
    blocks = blocks_of(ROOT / "docs" / "python.md")

    printed = printed_by(
        tmp_path / "document.py", "\n".join(blocks), WIZARD_URL=owner.server.url, WIZARD_TOKEN=owner.token
    )

    assert "COMPLETED RESULTS" in printed
    assert len(blocks) > 5


def test_example_of_the_readme_prints_the_event_that_it_reports(owner: Person, tmp_path: Path) -> None:
    example = blocks_of(ROOT / "README.md")[0].replace(README_URL, owner.server.url)

    printed = printed_by(tmp_path / "readme.py", example, TOKEN=owner.token)

    assert re.fullmatch(r"\w+-2 log_appended {'lines': \[{'message': 'hello'}\]}\n", printed)
