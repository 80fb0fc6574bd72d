"""Each client follows through each kind of proxy, and misses and repeats nothing."""

import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest

from tests.support.client.faulty_proxy import KINDS, FaultyProxy
from tests.support.live.server import LiveServer
from tests.support.live.users import Person
from tests.support.paths import ROOT

NODE = shutil.which("node")
PYTHON = [sys.executable, "-m", "tests.support.client.follower"]
# Node has a WebSocket of its own since version 22.
COMMANDS = {
    "blocking": [*PYTHON, "blocking"],
    "asyncio": [*PYTHON, "asyncio"],
    "javascript": [str(NODE), "--experimental-websocket", "tests/support/client/follower.mjs"],
}
# A client waits so long for the first bytes, and then replaces the transport.
CLIENT_TIMEOUT_S = "3"
# Three transports that time out, with the waits between them, on a machine that is busy.
DELIVERY_S = 120.0
# A name that resolves nowhere: only the proxy leads to the service.
UNREACHABLE = "http://wizard.invalid:8000"
pytestmark = [pytest.mark.live, pytest.mark.skipif(NODE is None, reason="node is not installed")]


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def proxy(server: LiveServer, kind: str) -> Iterator[FaultyProxy]:
    with closing(FaultyProxy(server.bind, kind)) as faulty:
        yield faulty


def follow(opened: ExitStack, command: list[str], proxy: str | None) -> "queue.Queue[str]":
    """Run a follower until `opened` is closed, and return the ids that it prints."""
    environ = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environ |= {"HTTP_PROXY": proxy} if proxy else {}
    process = opened.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ, cwd=ROOT))
    received: queue.Queue[str] = queue.Queue()

    def read() -> None:
        for line in process.stdout or ():
            received.put(line.strip())

    reader = threading.Thread(target=read)
    reader.start()
    opened.callback(reader.join)
    opened.callback(process.kill)
    return received


def check_delivery(
    client: str, proxy: FaultyProxy, owner: Person, settings: dict[str, Any], opened: ExitStack, *, forward: bool
) -> None:
    """Follow, and check that a stored event, one that is stored meanwhile and one after a cut arrive, each once."""
    investigation_id = owner.create(settings=settings)
    stored = owner.log(investigation_id, "before")["id"]
    # The event before it, so that the follower begins with this one.
    epoch, _, offset = stored.partition("-")
    url, environ = (UNREACHABLE, proxy.url) if forward else (proxy.url, None)
    asked = [url, owner.token, investigation_id, f"{epoch}-{int(offset) - 1}", CLIENT_TIMEOUT_S]
    received = follow(opened, [*COMMANDS[client], *asked], environ)

    assert received.get(timeout=DELIVERY_S) == stored
    later = owner.log(investigation_id, "meanwhile")["id"]
    assert received.get(timeout=DELIVERY_S) == later
    if proxy.kind == "cuts":
        LiveServer.wait_until(lambda: proxy.cuts > 0, "a cut connection")
        last = owner.log(investigation_id, "after a cut")["id"]
        assert received.get(timeout=DELIVERY_S) == last
    assert received.empty()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("client", COMMANDS)
def test_every_event_arrives_once_through_a_proxy(
    client: str, proxy: FaultyProxy, owner: Person, settings: dict[str, Any], opened: ExitStack
) -> None:
    check_delivery(client, proxy, owner, settings, opened, forward=False)


# Node reads no proxy from the environment, and a browser has its own.
@pytest.mark.parametrize("kind", ["drops_upgrade", "hangs_on_upgrade", "silent", "buffers_sse"])
@pytest.mark.parametrize("client", ["blocking", "asyncio"])
def test_every_event_arrives_once_where_only_a_proxy_leads_to_the_service(
    client: str, proxy: FaultyProxy, owner: Person, settings: dict[str, Any], opened: ExitStack
) -> None:
    check_delivery(client, proxy, owner, settings, opened, forward=True)
