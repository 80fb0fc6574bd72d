"""The modules of the JavaScript client and the console that need no browser, by the test runner of Node."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
NODE = shutil.which("node")


@cache
def options_of(node: str) -> list[str]:
    """Return the option by which Node 18, which Debian 12 has, offers the Web Crypto API as browsers do."""
    version = subprocess.run([node, "--version"], check=True, capture_output=True, text=True).stdout
    return ["--experimental-global-webcrypto"] if version.startswith("v18.") else []


@pytest.mark.skipif(NODE is None, reason="node is not installed")
@pytest.mark.parametrize("module", sorted(HERE.rglob("*.test.mjs")), ids=lambda path: path.name)
def test_the_module_passes_its_tests(module: Path) -> None:
    command = [str(NODE), *options_of(str(NODE)), "--test", str(module)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr
