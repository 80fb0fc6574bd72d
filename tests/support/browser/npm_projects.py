"""Projects of users of the npm package: React and Vite at pinned versions, with the package from its tarball."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

NPM_CI = ("npm", "ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund")
# npm prints one of these when it does not reach the registry. Other failures are faults of the lock file or tarball.
UNREACHABLE = ("ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "EAI_AGAIN", "ENETUNREACH")
TARBALL = "wizard-service-client.tgz"
# Development builds of React run effects twice and report differences in hydration.
ENVIRONMENT = os.environ | {"NODE_ENV": "development"}


def install(folder: Path) -> None:
    """Install what the lock file of a project names; the tarball of the client lies where it says."""
    installed = subprocess.run(NPM_CI, cwd=folder, capture_output=True, text=True, timeout=600, check=False)
    failure = installed.stderr[-1000:]
    if installed.returncode and any(word in failure for word in UNREACHABLE):
        pytest.skip(f"{folder.name} cannot be installed: {failure}")
    assert installed.returncode == 0, failure


def node(folder: Path, *arguments: str) -> str:
    """Run Node in a project; return what it printed."""
    command = ("node", *arguments)
    done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def vite(folder: Path, *arguments: str) -> str:
    return node(folder, "node_modules/vite/bin/vite.js", *arguments)


ProjectOf = Callable[[str], Path]
