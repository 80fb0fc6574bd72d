"""The modules of the JavaScript client and the console that need no browser, by the test runner of Node."""

import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
NODE = shutil.which("node")


@pytest.mark.skipif(NODE is None, reason="node is not installed")
@pytest.mark.parametrize("module", sorted(HERE.rglob("*.test.mjs")), ids=lambda path: path.name)
def test_the_module_passes_its_tests(module: Path) -> None:
    done = subprocess.run([str(NODE), "--test", str(module)], check=False, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr
