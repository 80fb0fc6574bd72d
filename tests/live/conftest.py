"""A client, its token, and something to investigate."""

import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.live.server import MANY_ATTEMPTS, LiveServer
from tests.support.live.users import token_of
from wizard_service.client import AsyncWizardClient, WizardClient


@pytest.fixture
def token() -> str:
    """Return the token of a new user."""
    return token_of(f"user-{uuid.uuid4()}")


@pytest.fixture
def investigation_id(client: WizardClient, settings: dict[str, Any]) -> str:
    return client.create(settings=settings).investigation_id


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


@pytest.fixture
async def async_client(server: LiveServer, token: str) -> AsyncIterator[AsyncWizardClient]:
    async with AsyncWizardClient(server.url, token) as client:
        yield client
