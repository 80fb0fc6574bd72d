"""Runs commands of `python -m wizard_service` as a user would, and checks their failures."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner, Result

from tests.support.paths import ROOT
from wizard_service.cli.main import main

SECRET = "a-secret-of-the-command-line-tests-only"
Run = Callable[..., Result]


def runner_for(database: Path) -> Run:
    """Return a function that runs a command with arguments and settings and returns its result."""

    def run(*arguments: str, **settings: str | None) -> Result:
        environment = {"WIZARD_JWT_SECRET": SECRET, "DATABASE_URL": f"sqlite:///{database}"} | settings
        return CliRunner().invoke(main, arguments, env=environment)

    return run


def run_program(tmp_path: Path, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run the program in a process that has none of this process's settings."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("WIZARD_", "FEATURE_", "DATABASE_", "DB_"))
    }
    environment = kept | {"PYTHONPATH": str(ROOT)} | settings
    command = [sys.executable, "-m", "wizard_service", *arguments]
    return subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False
    )


def failed(result: Result, *words: str) -> None:
    """Assert that a command failed with the reason on stderr, nothing on stdout and no traceback."""
    # Any other exception would be a traceback for the user; the runner only records it.
    assert isinstance(result.exception, SystemExit), repr(result.exception)
    assert (result.exit_code, result.stdout) == (1, ""), result.output
    assert result.stderr.strip()
    assert all(word in result.stderr for word in words), result.stderr
