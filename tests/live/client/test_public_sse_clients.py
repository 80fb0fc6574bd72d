"""httpx-sse and the package `eventsource` of npm, unchanged, resume when they are cut at random bytes."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from httpx_sse import connect_sse

from tests.support.live.cutting_proxy import CuttingProxy
from tests.support.live.server import TIMEOUT_S
from tests.support.paths import PROGRAMS
from wizard_service.client import WizardClient

pytestmark = pytest.mark.live
pytest_plugins = ("tests.support.live.cut_feed",)
EVENTSOURCE = "eventsource@3.0.7"
NODE_CLIENT = PROGRAMS / "live" / "eventsource-client.mjs"
LINES = 30


@pytest.fixture
def expected(client: WizardClient, followed: str, beginning: str) -> list[str]:
    """Report LINES lines, the last one `last`; return the ids of their events as a plain poll returns them."""
    for message in [*(f"Zeile {number} \u00fc\U0001f50d" for number in range(LINES - 1)), "last"]:
        client.report(followed, [{"event_type": "log_appended", "data": {"lines": [{"message": message}]}}])
    polled = client.poll(followed, cursor=beginning)["events"]
    return [event["id"] for event in polled if event["event_type"] == "log_appended"]


def test_httpx_sse_resumes_by_last_event_id(
    proxy: CuttingProxy, expected: list[str], token: str, followed: str, beginning: str
) -> None:
    address, ids, cursor, done = f"http://{proxy.bind}/api/v1/wizard/{followed}/stream", [], beginning, False
    with httpx.Client(timeout=TIMEOUT_S) as http:
        while not done:
            headers = {"Authorization": f"Bearer {token}", "Last-Event-ID": cursor}
            try:
                with connect_sse(http, "GET", address, headers=headers) as source:
                    for event in source.iter_sse():
                        cursor = event.id or cursor
                        if event.event == "log_appended":
                            ids.append(event.id)
                            done = event.json()["data"]["lines"][0]["message"] == "last"
                        if done:
                            break
            except httpx.TransportError:
                continue

    assert (ids, len(ids)) == (expected, LINES)
    assert proxy.cuts > 0


def test_eventsource_of_npm_resumes_by_itself(
    proxy: CuttingProxy,
    followed: str,
    expected: list[str],
    token: str,
    beginning: str,
    node_package: Callable[[str], Path],
) -> None:
    folder = node_package(EVENTSOURCE) / "eventsource"
    address = f"http://{proxy.bind}/api/v1/wizard/{followed}/stream?after={beginning}"
    command = [shutil.which("node") or "node", str(NODE_CLIENT), str(folder), address, token]

    done = subprocess.run(command, capture_output=True, text=True, timeout=2 * TIMEOUT_S, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    *ids, opened = done.stdout.splitlines()
    assert (ids, len(ids)) == (expected, LINES)
    assert proxy.cuts > 0
    assert int(opened.removeprefix("opened ")) > 1
