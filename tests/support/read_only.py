"""Run commands while a folder is mounted read-only, in a mount namespace that no other process sees."""

import os
import subprocess
import sys
from pathlib import Path

from tests.support.command_line import SECRET
from tests.support.paths import ROOT

_REMOUNT = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'


def read_only_command(folder: Path, *command: str) -> list[str]:
    """Return a command that runs another one for which `folder` is read-only."""
    return ["unshare", "--map-root-user", "--mount", "sh", "-c", _REMOUNT, "sh", str(folder), *command]


def run_read_only(folder: Path, database: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a command of the program while `folder` is read-only for it."""
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "WIZARD_JWT_SECRET": SECRET,
        "DATABASE_URL": f"sqlite:///{database}",
    }
    command = read_only_command(folder, sys.executable, "-m", "wizard_service", *arguments)
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
