"""The service under test: several workers under the preload library, and what the kernel says about its processes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import jwt

from tests.support.live.server import LiveServer

from .faults import Faults

SECRET = "a-secret-of-the-chaos-trials-that-is-long-enough"
AUDIENCE = "wizard"
# Tokens are valid before and after every leap of the clock.
TOKEN_YEARS, YEAR_S = 40, 365 * 86400
SETTINGS = {
    "WIZARD_STREAMS_PER_USER": "200",
    "WIZARD_POLLING_RATE_LIMIT_PER_S": "0",
    "WIZARD_GRACEFUL_TIMEOUT_S": "6",
    "WIZARD_WRITE_TIMEOUT_MS": "2000",
    "DB_CONNECTION_RETRY_DELAY_MS": "100",
    "WIZARD_SSE_HEARTBEAT_S": "2",
}
COMMAND_TIMEOUT_S = 300.0


def token_for(user_id: str) -> str:
    now = int(time.time())
    span = TOKEN_YEARS * YEAR_S
    claims = {"sub": user_id, "aud": AUDIENCE, "iat": now - span, "exp": now + span}
    return jwt.encode(claims, SECRET, algorithm="HS256")


class ChaosServer(LiveServer):
    """A server whose system calls can be made to fail. It is started with the faults that are on."""

    def __init__(self, folder: Path, faults: Faults, workers: int, **settings: str) -> None:
        super().__init__(folder, SECRET, workers, **(SETTINGS | settings))
        self.faults = faults
        self.environment |= faults.environment

    @property
    def size(self) -> int:
        return self._workers

    def lock_holder(self) -> int | None:
        """Return the worker that holds the write lock at this moment."""
        inode = os.stat(f"{self.database}.lock").st_ino
        workers = set(self.workers())
        for line in Path("/proc/locks").read_text().splitlines():
            fields = line.split()
            if "FLOCK" in fields and "->" not in fields and fields[5].endswith(f":{inode}"):
                holder = int(fields[4])
                return holder if holder in workers else None
        return None

    def stop_lock_holder(self) -> int:
        """Stop (SIGSTOP) a worker while it holds the write lock, and return its process id."""
        while True:
            holder = self.lock_holder()
            if holder is None:
                continue
            os.kill(holder, signal.SIGSTOP)
            if self.lock_holder() == holder:
                return holder
            os.kill(holder, signal.SIGCONT)

    def command(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run `python -m wizard_service` with the settings of the service, without the preload library."""
        settings = {name: value for name, value in self.environment.items() if name not in self.faults.environment}
        return subprocess.run(
            [sys.executable, "-m", "wizard_service", *arguments],
            cwd=self.folder,
            env=settings,
            capture_output=True,
            text=True,
            timeout=COMMAND_TIMEOUT_S,
            check=False,
        )
