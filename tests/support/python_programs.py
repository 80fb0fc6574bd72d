"""Runs Python in a separate process, for what a process can do only once, such as importing and patching."""

import os
import subprocess
import sys
from pathlib import Path

from tests.support.paths import ROOT

SECRET = "k" * 64


def run_python(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `python` with the package importable and the secret set."""
    base = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "WIZARD_JWT_SECRET": SECRET}
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=base | environment, capture_output=True, text=True, check=False
    )


def output_of(*arguments: str, cwd: Path, **environment: str) -> str:
    finished = run_python(*arguments, cwd=cwd, **environment)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout
