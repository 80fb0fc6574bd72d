"""Scripted servers on port 0, and clients of them that record their waits instead of sleeping.

Every test with the fixtures `client` and `socket_client` runs with the blocking client, and with the asynchronous one
on asyncio and on trio.
"""

import socket
from collections.abc import Iterator

import pytest

from tests.support.client.portal_client import client_of
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


@pytest.fixture(params=["blocking", "asyncio", "trio"])
def client(request: pytest.FixtureRequest, server: ScriptedServer, waits_s: list[float]) -> Iterator[WizardClient]:
    with client_of(request.param, server.url, "t0ken", attempts=4, sleep=waits_s.append) as connected:
        yield connected


@pytest.fixture
def sockets() -> Iterator[ScriptedSockets]:
    with ScriptedSockets() as running:
        yield running


@pytest.fixture(params=["blocking", "asyncio", "trio"])
def socket_client(
    request: pytest.FixtureRequest, sockets: ScriptedSockets, waits_s: list[float]
) -> Iterator[WizardClient]:
    with client_of(request.param, sockets.url, "t0ken", sleep=waits_s.append) as connected:
        yield connected


@pytest.fixture
def closed_port() -> int:
    """Return a port of this machine that no server listens on."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])
