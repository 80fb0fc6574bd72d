"""`verify audit`, run beside a server on its database."""

import subprocess
import sys

from tests.support.live.server import LiveServer


def verify_audit(server: LiveServer, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "wizard_service", "verify", "audit", *arguments]
    return subprocess.run(
        command, cwd=server.folder, env=server.environment, capture_output=True, text=True, check=False
    )
