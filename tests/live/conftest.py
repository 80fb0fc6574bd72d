"""A real server with several workers on a free port."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_server import MANY_ATTEMPTS, LiveServer

from wizard_service.client import WizardClient
from wizard_service.config import AuthSettings
from wizard_service.domain.tokens import issue_token

SECRET = "a-secret-of-the-live-tests-that-is-long-enough"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    # Tests poll and listen as one user, as often as they can.
    limits = {"WIZARD_POLLING_RATE_LIMIT_PER_S": "0", "WIZARD_STREAMS_PER_USER": "200"}
    running = LiveServer(tmp_path, SECRET, workers=3, **limits)
    running.migrate()
    running.start()
    yield running
    running.kill()


@pytest.fixture
def token() -> str:
    """Return the token of a user of its own."""
    return issue_token(AuthSettings(secret=SECRET), f"user-{uuid.uuid4()}", (), 600)


@pytest.fixture
def log_file(tmp_path: Path) -> Path:
    """Write a small OpenSSH log: 6 failed passwords from two addresses, then one accepted."""
    stamp, host = "Dec 10 06:55:", "LabSZ sshd"
    failed = [
        f"{stamp}{second:02d} {host}[24200]: Failed password for {'invalid user admin' if second % 2 else 'root'}"
        f" from 173.234.31.{180 + second % 2} port 38926 ssh2"
        for second in range(10, 16)
    ]
    accepted = f"{stamp}59 {host}[24300]: Accepted password for fztu from 119.137.62.142 port 49116 ssh2"
    path = tmp_path / "auth.log"
    path.write_text("\n".join([*failed, accepted]) + "\n")
    return path


@pytest.fixture
def client(server: LiveServer, token: str) -> Iterator[WizardClient]:
    """A client that survives a restart of the server."""
    with WizardClient(server.url, token, backoff_base_s=0.1, backoff_cap_s=0.5, attempts=MANY_ATTEMPTS) as connected:
        yield connected
