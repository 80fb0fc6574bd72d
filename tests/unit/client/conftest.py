"""Scripted servers on port 0, and clients of them that record their waits instead of sleeping."""

import socket
from collections.abc import Iterator

import pytest

from tests.support.client.scripted_server import ScriptedServer
from tests.support.client.scripted_websockets import ScriptedSockets
from wizard_service.client import WizardClient


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        yield running


@pytest.fixture
def waits_s() -> list[float]:
    """Return the list that collects the waits of the client."""
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
    """Return a port of this machine that no server listens on."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])
