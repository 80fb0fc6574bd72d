"""A real HTTP server on port 0 that answers as scripted, and clients of it that do not wait."""

import socket
from collections.abc import Iterator

import pytest
from scripted_server import ScriptedServer
from scripted_sockets import ScriptedSockets

from wizard_service.client import WizardClient


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        yield running


@pytest.fixture
def waits_s() -> list[float]:
    """What the client would have slept, in order."""
    return []


@pytest.fixture
def client(server: ScriptedServer, waits_s: list[float]) -> Iterator[WizardClient]:
    with WizardClient(server.url, "t0ken", attempts=4, sleep=waits_s.append) as connected:
        yield connected


@pytest.fixture
def sockets() -> Iterator[ScriptedSockets]:
    with ScriptedSockets() as running:
        yield running


@pytest.fixture
def socket_client(sockets: ScriptedSockets, waits_s: list[float]) -> Iterator[WizardClient]:
    with WizardClient(sockets.url, "t0ken", sleep=waits_s.append) as connected:
        yield connected


@pytest.fixture
def closed_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])
